package lifeline.cli.process;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
import lifeline.server.ExitCode;
import lifeline.server.RunningServer;
import lifeline.server.StartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one server, from its settings to its end, on the calling thread. */
public final class ServerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
  private static final long START_SECONDS = 600;

  /** Additional time to close everything before a restart, if a part of the node has stopped. */
  private static final Duration RESTART_CLOSE = Duration.ofSeconds(40);

  private final SettingsOptions options;
  private final RunningServer.Starter starter;
  private final AtomicReference<SettingsLoader> loader = new AtomicReference<>();

  public ServerProcess(SettingsOptions options, RunningServer.Starter starter) {
    this.options = options;
    this.starter = starter;
  }

  /**
   * Runs a server until a request to end it or until it ends by itself. Starts it again if it must
   * restart.
   *
   * @param ready called once all listeners are open
   * @param endRequest completes when the server is to end; its value is the reason, for the log
   */
  public void run(Ready ready, CompletableFuture<String> endRequest) throws Exception {
    boolean restart;
    do {
      restart = runOnce(ready, endRequest);
    } while (restart && !endRequest.isDone());
  }

  /** Whether the server has to be started again. */
  private boolean runOnce(Ready ready, CompletableFuture<String> endRequest) throws Exception {
    Vertx vertx = VertxSupport.create();
    Promise<RunningServer> running = Promise.promise();
    Settings settings = VertxSupport.await(watchSettings(vertx, running.future()), START_SECONDS);
    Path data = options.dataFolder(settings);
    try (DataFolderLock lock = DataFolderLock.acquire(data)) {
      CompletableFuture<RunningServer> starting =
          starter.start(vertx, settings, data).toCompletionStage().toCompletableFuture();
      CompletableFuture.anyOf(starting, endRequest).get();
      if (!starting.isDone()) {
        LOG.info("ended before it had its data: {}", endRequest.getNow(""));
        Objects.requireNonNull(loader.get(), "set with the first settings").close();
        VertxSupport.await(vertx.close(), settings.liveness().drainTimeout().toSeconds());
        return false;
      }
      RunningServer server = starting.get();
      ControlChannel control = new ControlChannel(data, new ControlHandler(server));
      control.watch(vertx);
      CompletableFuture<String> ended =
          server.ended().map(done -> "end of the server").toCompletionStage().toCompletableFuture();
      CompletableFuture<Void> opened = server.ready().toCompletionStage().toCompletableFuture();
      // A node of a cluster may wait for the other nodes, for any length of time.
      CompletableFuture.anyOf(opened, ended, endRequest).get();
      if (opened.isDone()) {
        running.complete(server);
        lock.publishAddresses(server.addresses());
        server.addresses().forEach(address -> LOG.info("listening: {}", address));
        ready.accept(server);
        CompletableFuture.anyOf(ended, endRequest).get();
      }
      control.close();
      Duration limit = settings.liveness().drainTimeout();
      // What is still open cannot be opened again.
      Duration most = server.mustRestart() ? limit.plus(RESTART_CLOSE) : limit;
      boolean isClosed = drain(server, vertx, endRequest.getNow("end of the server"), most);
      if (server.mustRestart() && !isClosed) {
        throw new StartException(
            ExitCode.ENGINE, "the server cannot restart in this process: not all was closed");
      }
      return server.mustRestart();
    }
  }

  /** Called when all listeners are open. */
  @FunctionalInterface
  public interface Ready {
    void accept(RunningServer server) throws Exception;
  }

  /** Loads the settings on an event loop, so that changes are reported there, too. */
  private Future<Settings> watchSettings(Vertx vertx, Future<RunningServer> running) {
    Promise<Settings> settings = Promise.promise();
    Context context = vertx.getOrCreateContext();
    context.runOnContext(
        go -> {
          SettingsLoader created = options.loader(vertx);
          loader.set(created);
          Consumer<SettingsChange> onChange =
              change -> running.onSuccess(server -> apply(server, change));
          created.watch(onChange, ServerProcess::logProblems).onComplete(settings);
        });
    return settings.future();
  }

  private static void apply(RunningServer server, SettingsChange change) {
    server.apply(change);
    LOG.info("configuration: taken over {}", change.taken());
    if (!change.needsRestart().isEmpty()) {
      LOG.warn("configuration: waiting for a restart {}", change.needsRestart());
    }
  }

  private static void logProblems(List<String> problems) {
    problems.forEach(problem -> LOG.error("configuration: not taken over: {}", problem));
  }

  /** Ends the server and Vert.x, within the limit; returns whether all has ended. */
  private boolean drain(RunningServer server, Vertx vertx, String why, Duration limit)
      throws InterruptedException, ExecutionException {
    LOG.info("draining: {}", why);
    Objects.requireNonNull(loader.get(), "set with the first settings").close();
    try {
      server
          .drain()
          .eventually(vertx::close)
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
      LOG.info("ended");
      return true;
    } catch (TimeoutException e) {
      LOG.warn("ended after drain-timeout, not all was closed");
      return false;
    }
  }
}
