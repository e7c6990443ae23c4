package lifeline.cli.command;

import java.util.concurrent.Callable;
import lifeline.cli.control.VertxSupport;
import lifeline.cli.process.SettingsOptions;
import lifeline.config.reading.SettingsLoader;
import lifeline.server.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads the configuration as {@code run} would and tells every problem. */
@Command(name = "check", description = "Check the configuration and tell every problem.")
public final class CheckCommand implements Callable<Integer> {
  @Mixin private SettingsOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    VertxSupport.once(
        vertx -> {
          SettingsLoader loader = options.loader(vertx);
          return loader.load();
        });
    spec.commandLine().getOut().println("configuration ok");
    return ExitCode.OK.number();
  }
}
