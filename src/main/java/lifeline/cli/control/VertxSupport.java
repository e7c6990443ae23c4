package lifeline.cli.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** How the commands create and use Vert.x. */
public final class VertxSupport {
  private VertxSupport() {}

  /**
   * One event loop for each processor: with more of them, a line would wait for a processor at each
   * hand-over. Native transport if there is one; no copies of class path resources in /tmp.
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

  /** Waits for a result; must not be called on a thread of Vert.x. */
  public static <T> T await(Future<T> future, long seconds)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
  }
}
