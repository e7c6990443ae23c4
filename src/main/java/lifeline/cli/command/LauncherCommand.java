package lifeline.cli.command;

import java.util.concurrent.Callable;
import lifeline.server.ExitCode;
import lifeline.server.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A command that bin/lifeline carries out itself, as it runs the server in the shell's background.
 * It is here for its help and its place in the table of commands.
 */
@Command
public final class LauncherCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws StartException {
    throw new StartException(
        ExitCode.CONFIGURATION, spec.name() + " is for bin/lifeline, and not for the server's jar");
  }
}
