package lifeline.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lifeline.cli.control.DataFolderLock;
import lifeline.cli.process.SettingsOptions;
import lifeline.config.Settings;
import lifeline.server.ExitCode;
import lifeline.server.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Ends the server on the data folder by SIGTERM, and by a second one if it drains for too long. */
@Command(
    name = "stop",
    description = "End the server and wait for it; exit code 0 when none runs any more.")
public final class StopCommand implements Callable<Integer> {
  /** For what remains after a drain, such as closing the log. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  @Mixin private SettingsOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Settings settings = options.load();
    Path data = options.dataFolder(settings);
    Optional<ProcessHandle> server =
        DataFolderLock.holder(data).flatMap(holder -> ProcessHandle.of(holder.pid()));
    if (server.isEmpty()) {
      print("not running (data folder " + data + ")");
      return ExitCode.OK.number();
    }
    ProcessHandle process = server.get();
    if (terminate(process, settings.liveness().drainTimeout().plus(GRACE))
        || terminate(process, GRACE)) {
      print("stopped, pid " + process.pid());
      return ExitCode.OK.number();
    }
    throw new StartException(
        ExitCode.FAILED, "pid " + process.pid() + " was told to end twice and has not");
  }

  /** Sends SIGTERM; whether the process ends in time. */
  private static boolean terminate(ProcessHandle process, Duration within) throws Exception {
    process.destroy();
    try {
      process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private void print(String text) {
    spec.commandLine().getOut().println(text);
  }
}
