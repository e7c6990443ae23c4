package lifeline.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import lifeline.cli.control.ControlChannel;
import lifeline.cli.control.ControlHandler;
import lifeline.cli.control.DataFolderLock;
import lifeline.cli.control.VertxSupport;
import lifeline.cli.process.SettingsOptions;
import lifeline.config.Settings;
import lifeline.server.ExitCode;
import lifeline.server.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies the data folder, while the server runs or not; a server can be started on the copy. */
@Command(
    name = "backup",
    description = "Copy the data folder to DIR, while the server runs or not; start on it later.")
public final class BackupCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "a folder that does not exist yet")
  private Path target;

  @Mixin private SettingsOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Settings settings = VertxSupport.once(vertx -> options.loader(vertx).load());
    Path data = options.data(settings);
    Path copy = target.toAbsolutePath().normalize();
    if (Files.exists(copy)) {
      throw new StartException(ExitCode.FAILED, "backup: " + copy + " exists already");
    }
    if (DataFolderLock.holder(data).isPresent()) {
      ask(data, copy);
    } else if (Files.exists(data.resolve("format")) && !Files.exists(data.resolve("log"))) {
      throw new StartException(
          ExitCode.FAILED, "backup: a node of a cluster has to run for that, or one of the others");
    } else if (Files.exists(data.resolve("format"))) {
      DataFolderLock folder = DataFolderLock.take(data);
      try {
        copy(data, copy);
      } catch (IOException e) {
        throw new StartException(ExitCode.FAILED, "backup: " + e.getMessage(), e);
      } finally {
        folder.close();
      }
    } else {
      throw new StartException(ExitCode.DATA_FOLDER, "backup: there is no data in " + data);
    }
    spec.commandLine().getOut().println("backup in " + copy);
    return ExitCode.OK.number();
  }

  private static void ask(Path data, Path copy) throws Exception {
    ControlChannel.Answer answer =
        ControlChannel.ask(data, List.of(ControlHandler.BACKUP, copy.toString()));
    if (answer.outcome() != ControlChannel.Outcome.DONE) {
      throw new StartException(ExitCode.FAILED, "backup: " + String.join(" ", answer.text()));
    }
  }

  /** The copy has its name only when it is whole. */
  private static void copy(Path data, Path copy) throws IOException {
    Path parts = copy.resolveSibling(copy.getFileName() + ".part");
    Files.createDirectory(parts);
    try {
      for (String part : List.of("format", "log", "store")) {
        for (Path file : files(data.resolve(part))) {
          Files.copy(file, parts.resolve(data.relativize(file)));
        }
      }
      Files.move(parts, copy);
    } catch (IOException e) {
      List<Path> made = new ArrayList<>(files(parts));
      Collections.reverse(made);
      for (Path file : made) {
        Files.delete(file);
      }
      throw new IOException(e.getMessage() + "; nothing is left of it", e);
    }
  }

  /** The folder and all that is in it, folders before what they have. */
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList();
    }
  }
}
