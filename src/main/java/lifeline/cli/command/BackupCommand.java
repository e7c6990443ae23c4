package lifeline.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import lifeline.cli.control.ControlChannel;
import lifeline.cli.control.ControlHandler;
import lifeline.cli.control.DataFolderLock;
import lifeline.cli.process.SettingsOptions;
import lifeline.config.Settings;
import lifeline.server.ExitCode;
import lifeline.server.OfflineBackup;
import lifeline.server.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies the data folder, whether the server runs or not. A server can be started on the copy. */
@Command(
    name = "backup",
    description = "Copy the data folder to DIR, whether the server runs or not.")
public final class BackupCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "a folder that does not exist yet")
  private Path target;

  @Mixin private SettingsOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Settings settings = options.load();
    Path data = options.dataFolder(settings);
    Path copy = target.toAbsolutePath().normalize();
    if (Files.exists(copy)) {
      throw new StartException(ExitCode.FAILED, "backup: " + copy + " exists already");
    }
    if (DataFolderLock.holder(data).isPresent()) {
      backupOfRunningServer(data, copy);
    } else {
      OfflineBackup backup = OfflineBackup.of(data);
      DataFolderLock lock = DataFolderLock.acquire(data);
      try {
        backup.make(copy);
      } finally {
        lock.close();
      }
    }
    spec.commandLine().getOut().println("backup in " + copy);
    return ExitCode.OK.number();
  }

  private static void backupOfRunningServer(Path data, Path copy) throws Exception {
    ControlChannel.Answer answer =
        ControlChannel.ask(data, List.of(ControlHandler.BACKUP, copy.toString()));
    if (answer.outcome() != ControlChannel.Outcome.DONE) {
      throw new StartException(ExitCode.FAILED, "backup: " + String.join(" ", answer.text()));
    }
  }
}
