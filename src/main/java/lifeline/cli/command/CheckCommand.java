package lifeline.cli.command;

import java.util.concurrent.Callable;
import lifeline.cli.process.SettingsOptions;
import lifeline.server.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads the configuration by the same rules as {@code run} and reports every problem. */
@Command(name = "check", description = "Check the configuration and report every problem.")
public final class CheckCommand implements Callable<Integer> {
  @Mixin private SettingsOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    options.load();
    spec.commandLine().getOut().println("configuration ok");
    return ExitCode.OK.number();
  }
}
