package lifeline.cli.command;

import java.util.concurrent.Callable;
import lifeline.server.ExitCode;
import lifeline.server.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A command that the launcher carries out itself, since it needs a shell's background; here for the
 * table of commands and its help.
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
