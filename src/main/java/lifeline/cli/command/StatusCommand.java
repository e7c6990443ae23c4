package lifeline.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import lifeline.cli.control.DataFolderLock;
import lifeline.cli.control.VertxSupport;
import lifeline.cli.process.SettingsOptions;
import lifeline.server.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells whether a server runs on the data folder, and where it listens. */
@Command(
    name = "status",
    description = "Tell whether the server runs: exit 0 if it does, 1 if it doesn't.")
public final class StatusCommand implements Callable<Integer> {
  @Mixin private SettingsOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    var settings = VertxSupport.once(vertx -> options.loader(vertx).load());
    Path data = options.data(settings);
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
