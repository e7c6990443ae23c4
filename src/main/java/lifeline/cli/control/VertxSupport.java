package lifeline.cli.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Vert.x as the commands use it. */
public final class VertxSupport {
  private VertxSupport() {}

  /**
   * One event loop for each processor: with more of them than that, a line waits for a processor at
   * each hand-over. Native transport where there is one; no copies of class path resources in /tmp.
   */
  public static Vertx create() {
    return Vertx.vertx(
        new VertxOptions()
            .setPreferNativeTransport(true)
            .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  /** Runs one short task on a Vert.x of its own. */
  public static <T> T once(Function<Vertx, Future<T>> task) throws Exception {
    Vertx vertx = create();
    try {
      return await(task.apply(vertx), 60);
    } finally {
      await(vertx.close(), 10);
    }
  }

  /** Waits on a thread that is none of Vert.x's. */
  public static <T> T await(Future<T> future, long seconds)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
  }
}
