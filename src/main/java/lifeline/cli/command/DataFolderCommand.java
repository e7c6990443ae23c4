package lifeline.cli.command;

import java.util.concurrent.Callable;
import lifeline.cli.control.DataFolderLock;
import lifeline.cli.control.VertxSupport;
import lifeline.cli.process.SettingsOptions;
import lifeline.server.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Tells the launcher where the log of {@code start} belongs; makes the folder. Gets the options of
 * {@code run}, and leaves to it to complain about them.
 */
@Command(
    name = "data-folder",
    hidden = true,
    description = "Print the data folder, made if it is missing.")
public final class DataFolderCommand implements Callable<Integer> {
  @Mixin private SettingsOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    var settings = VertxSupport.once(vertx -> options.loader(vertx).load());
    spec.commandLine().getOut().println(DataFolderLock.make(options.data(settings)));
    return ExitCode.OK.number();
  }
}
