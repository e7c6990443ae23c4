package lifeline.cli;

import java.io.PrintWriter;
import lifeline.cli.command.BackupCommand;
import lifeline.cli.command.CheckCommand;
import lifeline.cli.command.ClusterCommand;
import lifeline.cli.command.DataFolderCommand;
import lifeline.cli.command.LauncherCommand;
import lifeline.cli.command.RunCommand;
import lifeline.cli.command.StatusCommand;
import lifeline.cli.command.StopCommand;
import lifeline.cli.command.VersionCommand;
import lifeline.cli.command.WarmUpCommand;
import lifeline.cli.control.FailureMessages;
import lifeline.cli.process.SettingsOptions;
import lifeline.loadgen.BenchCommand;
import lifeline.server.ExitCode;
import lifeline.server.RunningServer;
import lifeline.server.StartException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The table of commands, and how their failures are reported. */
@Command(
    name = "lifeline",
    description = "A broadcast server whose client is nc or telnet.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BackupCommand.class,
      BenchCommand.class,
      CheckCommand.class,
      ClusterCommand.class,
      StatusCommand.class,
      StopCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 ended as requested, 1 failed or not running, 2 configuration or command line,",
      "3 address in use, 4 data folder, 5 engine."
    })
public final class Cli implements Runnable {
  @Spec private CommandSpec spec;

  private Cli() {}

  /** The command line; {@code run} starts servers by the given starter. */
  public static CommandLine with(RunningServer.Starter starter) {
    CommandLine line = new CommandLine(new Cli());
    line.addSubcommand(new RunCommand(starter));
    line.addSubcommand(
        "start", launcherCommand("Run the server in the background; return when it is ready."));
    line.addSubcommand("restart", launcherCommand("End the server, then start it again."));
    line.addSubcommand(new WarmUpCommand(starter));
    line.addSubcommand(new VersionCommand());
    addHelp(line);
    line.getSubcommands().values().forEach(Cli::addHelp);
    line.addSubcommand(new CommandLine(new DataFolderCommand()).setUnmatchedArgumentsAllowed(true));
    line.setParameterExceptionHandler(Cli::badCommandLine);
    line.setExecutionExceptionHandler(Cli::failed);
    return line;
  }

  private static CommandLine launcherCommand(String description) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new LauncherCommand());
    spec.addMixin("options", CommandSpec.forAnnotatedObject(new SettingsOptions()));
    spec.usageMessage().description(description + " Takes the options of run.");
    return new CommandLine(spec);
  }

  /** Adds {@code --help} and {@code --version} to a command and its subcommands. */
  private static void addHelp(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    if (!spec.helpCommand()) {
      spec.mixinStandardHelpOptions(true);
      spec.versionProvider(() -> new String[] {VersionCommand.text()});
      command.getSubcommands().values().forEach(Cli::addHelp);
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  private static int badCommandLine(ParameterException wrong, String[] args) {
    CommandLine line = wrong.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("lifeline: " + oneLine(wrong.getMessage()));
    err.println("lifeline: try: lifeline help");
    return ExitCode.CONFIGURATION.number();
  }

  private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
    StartException reported = FailureMessages.of(failure);
    for (String problem : String.valueOf(reported.getMessage()).split("\n", -1)) {
      line.getErr().println("lifeline: " + oneLine(problem));
    }
    return reported.code().number();
  }

  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).replaceAll("[\\p{Cntrl}]+", " ");
  }
}
