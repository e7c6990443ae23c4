package lifeline.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How {@code backup} reaches the server: by a file in the data folder, so that whoever may write
 * there may ask, and nobody else. {@code backup.request} has two lines, a name for the request and
 * the target folder; {@code backup.answer} has the name and {@link #DONE}, or why it was not done.
 */
final class BackupRequests {
  static final String DONE = "done";

  private static final Logger LOG = LoggerFactory.getLogger(BackupRequests.class);
  private static final long LOOK_MILLIS = 500;

  private final Path data;
  private final Function<Path, Future<Void>> backup;
  private volatile boolean closed;

  private record Request(String name, Path target) {}

  BackupRequests(Path data, Function<Path, Future<Void>> backup) {
    this.data = data;
    this.backup = backup;
  }

  static Path request(Path data) {
    return data.resolve("backup.request");
  }

  static Path answer(Path data) {
    return data.resolve("backup.answer");
  }

  /** Writes lines in one step: whoever sees the file sees all of it. */
  static void write(Path file, List<String> lines) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    Files.write(part, lines);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Looks for requests until {@link #close}. */
  void watch(Vertx vertx) {
    if (!closed) {
      vertx.setTimer(LOOK_MILLIS, timer -> look(vertx));
    }
  }

  /** Looks no more; a request that is being served goes on. */
  void close() {
    closed = true;
  }

  private void look(Vertx vertx) {
    if (closed) {
      return;
    }
    vertx
        .executeBlocking(this::take)
        .compose(request -> request == null ? Future.succeededFuture() : serve(vertx, request))
        .onFailure(e -> LOG.error("a request for a backup can't be served", e))
        .onComplete(done -> watch(vertx));
  }

  private Request take() throws IOException {
    Path file = request(data);
    if (!Files.exists(file)) {
      return null;
    }
    List<String> lines = Files.readAllLines(file);
    Files.delete(file);
    if (lines.size() != 2) {
      throw new IOException(file + ": not two lines");
    }
    return new Request(lines.get(0), Path.of(lines.get(1)));
  }

  private Future<Void> serve(Vertx vertx, Request request) {
    LOG.info("backup to {}", request.target());
    return backup
        .apply(request.target())
        .map(DONE)
        .otherwise(
            failure -> {
              LOG.warn("backup to {} failed", request.target(), failure);
              return failure.getClass().getSimpleName() + ": " + failure.getMessage();
            })
        .compose(
            outcome ->
                vertx.executeBlocking(
                    () -> {
                      write(answer(data), List.of(request.name(), outcome));
                      return null;
                    }));
  }
}
