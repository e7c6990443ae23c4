package lifeline.cli.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import lifeline.cli.control.DataFolderLock;
import lifeline.cli.process.SettingsOptions;
import lifeline.server.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Prints where the launcher has to put the log of {@code start}, and makes that folder. It gets the
 * options of {@code run} and ignores those that it does not know: {@code run} reports them.
 */
@Command(
    name = "data-folder",
    hidden = true,
    description = "Print the data folder, which is made if it is missing.")
public final class DataFolderCommand implements Callable<Integer> {
  @Mixin private SettingsOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Path data = options.dataFolder(options.load());
    spec.commandLine().getOut().println(DataFolderLock.createFolder(data));
    return ExitCode.OK.number();
  }
}
