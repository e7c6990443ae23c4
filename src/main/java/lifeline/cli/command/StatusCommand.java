package lifeline.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import lifeline.cli.control.DataFolderLock;
import lifeline.cli.process.SettingsOptions;
import lifeline.server.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints whether a server runs on the data folder, and where it listens. */
@Command(
    name = "status",
    description = "Print whether the server runs; exit code 0 if it does, 1 if not.")
public final class StatusCommand implements Callable<Integer> {
  @Mixin private SettingsOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Path data = options.dataFolder(options.load());
    Optional<DataFolderLock.Holder> holder = DataFolderLock.holder(data);
    PrintWriter out = spec.commandLine().getOut();
    if (holder.isEmpty()) {
      out.println("not running (data folder " + data + ")");
      return ExitCode.FAILED.number();
    }
    boolean isReady = !holder.get().addresses().isEmpty();
    out.println((isReady ? "running" : "starting") + ", pid " + holder.get().pid());
    holder.get().addresses().forEach(out::println);
    return ExitCode.OK.number();
  }
}
