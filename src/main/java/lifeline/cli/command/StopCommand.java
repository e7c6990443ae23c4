package lifeline.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lifeline.cli.control.DataFolderLock;
import lifeline.cli.control.VertxSupport;
import lifeline.cli.process.SettingsOptions;
import lifeline.server.ExitCode;
import lifeline.server.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Ends the server on the data folder: SIGTERM, and a second one if it does not drain in time. */
@Command(
    name = "stop",
    description = "End the server and wait for it: exit 0 when none runs any more.")
public final class StopCommand implements Callable<Integer> {
  private static final Duration GRACE = Duration.ofSeconds(3);

  @Mixin private SettingsOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    var settings = VertxSupport.once(vertx -> options.loader(vertx).load());
    Path data = options.data(settings);
    Optional<ProcessHandle> server =
        DataFolderLock.holder(data).flatMap(holder -> ProcessHandle.of(holder.pid()));
    if (server.isEmpty()) {
      say("not running (data folder " + data + ")");
      return ExitCode.OK.number();
    }
    ProcessHandle process = server.get();
    if (ends(process, settings.liveness().drainTimeout().plus(GRACE)) || ends(process, GRACE)) {
      say("stopped, pid " + process.pid());
      return ExitCode.OK.number();
    }
    throw new StartException(
        ExitCode.FAILED, "pid " + process.pid() + " was told to end twice and has not");
  }

  private boolean ends(ProcessHandle process, Duration within) throws Exception {
    process.destroy();
    try {
      process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private void say(String text) {
    spec.commandLine().getOut().println(text);
  }
}
