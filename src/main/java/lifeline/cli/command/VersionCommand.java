package lifeline.cli.command;

import java.util.concurrent.Callable;
import lifeline.server.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the version. */
@Command(name = "version", description = "Print the version.")
public final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** The version of the jar, {@code dev} when run from classes. */
  static String version() {
    String built = VersionCommand.class.getPackage().getImplementationVersion();
    return built == null ? "dev" : built;
  }

  /** The line that {@code version} prints. */
  public static String text() {
    return "lifeline " + version() + " (Java " + Runtime.version().feature() + ")";
  }

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(text());
    return ExitCode.OK.number();
  }
}
