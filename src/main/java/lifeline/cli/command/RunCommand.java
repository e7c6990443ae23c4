package lifeline.cli.command;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import lifeline.cli.process.ReadyFile;
import lifeline.cli.process.ServerProcess;
import lifeline.cli.process.SettingsOptions;
import lifeline.cli.process.Signals;
import lifeline.cli.process.Terminal;
import lifeline.server.ExitCode;
import lifeline.server.RunningServer;
import lifeline.server.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The server in the foreground. */
@Command(
    name = "run",
    description = "Run the server in the foreground. SIGTERM drains and ends it.")
public final class RunCommand implements Callable<Integer> {
  @Mixin private SettingsOptions options;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "write a line 'kind host port' for each listener, once all are open")
  private final List<Path> readyFiles = new ArrayList<>();

  @Option(
      names = "--console",
      description = "lines typed here are said in lobby by 'server'; /commands work")
  private boolean isConsole;

  private final RunningServer.Starter starter;

  public RunCommand(RunningServer.Starter starter) {
    this.starter = starter;
  }

  @Override
  public Integer call() throws Exception {
    Signals signals = new Signals();
    signals.install();
    new ServerProcess(options, starter).run(this::ready, signals.endRequest());
    return ExitCode.OK.number();
  }

  private void ready(RunningServer server) throws StartException {
    if (isConsole) {
      new Terminal(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out))
          .connect(server);
    }
    for (Path file : readyFiles) {
      ReadyFile.write(file, server.addresses());
    }
  }
}
