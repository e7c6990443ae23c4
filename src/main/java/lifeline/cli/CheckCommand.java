package lifeline.cli;

import java.util.concurrent.Callable;
import lifeline.config.SettingsLoader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads the configuration as {@code run} would and tells every problem. */
@Command(name = "check", description = "Check the configuration and tell every problem.")
final class CheckCommand implements Callable<Integer> {
  @Mixin private SettingsOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    VertxRun.once(
        vertx -> {
          SettingsLoader loader = options.loader(vertx);
          return loader.load();
        });
    spec.commandLine().getOut().println("configuration ok");
    return ExitCode.OK.number();
  }
}
