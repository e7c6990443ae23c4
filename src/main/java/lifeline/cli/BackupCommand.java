package lifeline.cli;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lifeline.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies the data folder, while the server runs or not; a server can be started on the copy. */
@Command(
    name = "backup",
    description = "Copy the data folder to DIR, while the server runs or not; start on it later.")
final class BackupCommand implements Callable<Integer> {
  private static final long LOOK_MILLIS = 100;
  private static final long MOST_SECONDS = TimeUnit.HOURS.toSeconds(12);

  @Parameters(paramLabel = "DIR", description = "a folder that does not exist yet")
  private Path target;

  @Mixin private SettingsOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Settings settings = VertxRun.once(vertx -> options.loader(vertx).load());
    Path data = options.data(settings);
    Path copy = target.toAbsolutePath().normalize();
    if (Files.exists(copy)) {
      throw new StartException(ExitCode.FAILED, "backup: " + copy + " exists already");
    }
    if (DataFolder.holder(data).isPresent()) {
      ask(data, copy);
    } else if (Files.exists(data.resolve("format"))) {
      DataFolder folder = DataFolder.take(data);
      try {
        copy(data, copy);
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
    String name = UUID.randomUUID().toString();
    BackupRequests.write(BackupRequests.request(data), List.of(name, copy.toString()));
    Vertx vertx = VertxRun.create();
    String outcome;
    try {
      outcome = VertxRun.await(answer(vertx, data, name), MOST_SECONDS);
    } finally {
      VertxRun.await(vertx.close(), 10);
    }
    if (!outcome.equals(BackupRequests.DONE)) {
      throw new StartException(ExitCode.FAILED, "backup: " + outcome);
    }
  }

  private static Future<String> answer(Vertx vertx, Path data, String name) {
    Promise<String> answered = Promise.promise();
    vertx.setPeriodic(
        LOOK_MILLIS,
        timer -> {
          try {
            Path answer = BackupRequests.answer(data);
            List<String> lines = Files.exists(answer) ? Files.readAllLines(answer) : List.of();
            if (lines.size() == 2 && lines.get(0).equals(name)) {
              Files.deleteIfExists(answer);
              answered.tryComplete(lines.get(1));
            } else if (DataFolder.holder(data).isEmpty()) {
              answered.tryFail(new IOException("the server has ended meanwhile"));
            }
          } catch (IOException e) {
            answered.tryFail(e);
          }
        });
    return answered.future();
  }

  private static void copy(Path data, Path copy) throws IOException {
    Files.createDirectory(copy);
    for (String part : List.of("format", "log", "store")) {
      try (Stream<Path> files = Files.walk(data.resolve(part))) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(data.relativize(file)));
        }
      }
    }
  }
}
