package lifeline.cli.process;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import lifeline.cli.control.ControlChannel;
import lifeline.cli.control.ControlHandler;
import lifeline.cli.control.DataFolderLock;
import lifeline.cli.control.VertxSupport;
import lifeline.config.Settings;
import lifeline.config.SettingsChange;
import lifeline.config.reading.SettingsLoader;
import lifeline.server.RunningServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server from its settings to its end, on the calling thread. */
public final class ServerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
  private static final long START_SECONDS = 600;

  private final SettingsOptions options;
  private final RunningServer.Starter starter;
  private final AtomicReference<SettingsLoader> watching = new AtomicReference<>();

  public ServerProcess(SettingsOptions options, RunningServer.Starter starter) {
    this.options = options;
    this.starter = starter;
  }

  /**
   * Starts, tells that it is ready, and runs until asked to end or until the server ends by itself.
   *
   * @param ready called once all listeners are open
   * @param asked when to end; its value says why
   */
  public void run(Ready ready, CompletableFuture<String> asked) throws Exception {
    boolean again;
    do {
      again = runOnce(ready, asked);
    } while (again && !asked.isDone());
  }

  /** Answers whether it is to be started again. */
  private boolean runOnce(Ready ready, CompletableFuture<String> asked) throws Exception {
    Vertx vertx = VertxSupport.create();
    Promise<RunningServer> running = Promise.promise();
    Settings settings = VertxSupport.await(watch(vertx, running.future()), START_SECONDS);
    Path data = options.data(settings);
    try (DataFolderLock folder = DataFolderLock.take(data)) {
      CompletableFuture<RunningServer> starting =
          starter.start(vertx, settings, data).toCompletionStage().toCompletableFuture();
      CompletableFuture.anyOf(starting, asked).get();
      if (!starting.isDone()) {
        LOG.info("ended before it had its data: {}", asked.getNow(""));
        watching.get().close();
        VertxSupport.await(vertx.close(), settings.liveness().drainTimeout().toSeconds());
        return false;
      }
      RunningServer server = starting.get();
      ControlChannel requests = new ControlChannel(data, new ControlHandler(server));
      requests.watch(vertx);
      CompletableFuture<String> own =
          server.ended().map(end -> "end of the server").toCompletionStage().toCompletableFuture();
      CompletableFuture<Void> opened = server.ready().toCompletionStage().toCompletableFuture();
      // A node of a cluster may wait for the others for long.
      CompletableFuture.anyOf(opened, own, asked).get();
      if (opened.isDone()) {
        running.complete(server);
        folder.tell(server.addresses());
        server.addresses().forEach(address -> LOG.info("listening: {}", address));
        ready.accept(server);
        CompletableFuture.anyOf(own, asked).get();
      }
      requests.close();
      drain(server, vertx, asked.getNow("end of the server"), settings.liveness().drainTimeout());
      return server.startsAgain();
    }
  }

  /** What is done when all listeners are open. */
  @FunctionalInterface
  public interface Ready {
    void accept(RunningServer server) throws Exception;
  }

  /** Loads on an event loop, so that changes are told there too. */
  private Future<Settings> watch(Vertx vertx, Future<RunningServer> running) {
    Promise<Settings> settings = Promise.promise();
    Context context = vertx.getOrCreateContext();
    context.runOnContext(
        go -> {
          SettingsLoader loader = options.loader(vertx);
          watching.set(loader);
          Consumer<SettingsChange> onChange =
              change -> running.onSuccess(server -> take(server, change));
          loader.watch(onChange, ServerProcess::refuse).onComplete(settings);
        });
    return settings.future();
  }

  private static void take(RunningServer server, SettingsChange change) {
    server.change(change);
    LOG.info("configuration: taken over {}", change.taken());
    if (!change.needsRestart().isEmpty()) {
      LOG.warn("configuration: waiting for a restart {}", change.needsRestart());
    }
  }

  private static void refuse(List<String> problems) {
    problems.forEach(problem -> LOG.error("configuration: not taken over: {}", problem));
  }

  /** Ends what is open, but never later than the limit. */
  private void drain(RunningServer server, Vertx vertx, String why, Duration limit)
      throws InterruptedException, ExecutionException {
    LOG.info("draining: {}", why);
    watching.get().close();
    try {
      server
          .drain()
          .eventually(vertx::close)
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
      LOG.info("ended");
    } catch (TimeoutException e) {
      LOG.warn("ended after drain-timeout, not all was closed");
    }
  }
}
