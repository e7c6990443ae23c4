package lifeline.cli.control;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lifeline.files.DurableFiles;
import lifeline.server.ExitCode;
import lifeline.server.StartException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How commands reach the running server: by files in the folder {@code requests} of the data
 * folder, so that exactly the users who may write there may send requests. {@code NAME.ask} has the
 * words of a request, one a line, and is renamed to {@code NAME.taken} once the server works on it;
 * {@code NAME.answer} has an {@link Outcome} and the text of the answer.
 */
public final class ControlChannel {
  private static final Logger LOG = LoggerFactory.getLogger(ControlChannel.class);
  private static final String FOLDER = "requests";
  private static final String ASK = ".ask";
  private static final String TAKEN = ".taken";
  private static final String ANSWER = ".answer";
  private static final long POLL_MILLIS = 250;
  private static final long ANSWER_POLL_MILLIS = 100;
  private static final long MAX_ANSWER_SECONDS = TimeUnit.HOURS.toSeconds(12);

  /** A busy server takes a request sooner than this; a suspended one (SIGSTOP) never does. */
  private static final long MAX_TAKE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Path folder;
  private final Handler handler;
  private volatile boolean closed;

  /** The outcome of a request. */
  public enum Outcome {
    /** It was carried out, or the answer is yes. */
    DONE,
    /** The answer is no. */
    NO,
    /** It could not be carried out; the text is the reason. */
    FAILED
  }

  /** The answer to a request; the text is for people, line by line. */
  public record Answer(Outcome outcome, List<String> text) {}

  /** Carries out requests. A failure becomes {@link Outcome#FAILED}. */
  @FunctionalInterface
  interface Handler {
    Future<Answer> handle(List<String> words);
  }

  private record Request(String name, List<String> words) {}

  /**
   * The server's side of the channel.
   *
   * @param data the data folder, which this process has locked
   */
  public ControlChannel(Path data, Handler handler) {
    this.folder = data.resolve(FOLDER);
    this.handler = handler;
  }

  /**
   * Sends a request to the server that runs on the folder, and waits for the answer.
   *
   * @throws StartException if there is no server, if it does not take the request, or if it ends or
   *     restarts meanwhile
   */
  public static Answer ask(Path data, List<String> words) throws Exception {
    Path folder = data.resolve(FOLDER);
    if (DataFolderLock.holder(data).isEmpty()) {
      throw new StartException(ExitCode.FAILED, "not running (data folder " + data + ")");
    }
    if (!Files.exists(folder)) {
      throw new StartException(ExitCode.FAILED, "the server does not take requests yet");
    }
    String name = UUID.randomUUID().toString();
    DurableFiles.publish(folder.resolve(name + ASK), words);
    Vertx vertx = VertxSupport.create();
    try {
      return VertxSupport.await(answer(vertx, data, name), MAX_ANSWER_SECONDS);
    } finally {
      Files.deleteIfExists(folder.resolve(name + ASK));
      VertxSupport.await(vertx.close(), 10);
    }
  }

  private static Future<Answer> answer(Vertx vertx, Path data, String name) {
    long start = System.nanoTime();
    Promise<Answer> answered = Promise.promise();
    vertx.setPeriodic(
        ANSWER_POLL_MILLIS,
        timer -> {
          try {
            String problem = problem(data, name, System.nanoTime() - start);
            Path file = data.resolve(FOLDER).resolve(name + ANSWER);
            if (Files.exists(file)) {
              List<String> lines = Files.readAllLines(file);
              Files.delete(file);
              answered.tryComplete(
                  new Answer(Outcome.valueOf(lines.get(0)), lines.subList(1, lines.size())));
            } else if (problem != null) {
              answered.tryFail(new StartException(ExitCode.FAILED, problem));
            }
          } catch (IOException e) {
            answered.tryFail(e);
          }
        });
    return answered.future();
  }

  /** Why no answer will come, if there is none yet; null if one may come. */
  private static @Nullable String problem(Path data, String name, long waited) throws IOException {
    Path folder = data.resolve(FOLDER);
    if (DataFolderLock.holder(data).isEmpty()) {
      return "the server has ended meanwhile";
    }
    if (Files.exists(folder.resolve(name + ASK))) {
      return waited < MAX_TAKE_NANOS ? null : "the server does not answer; is it stopped?";
    }
    // A server that starts deletes the requests that it finds.
    return Files.exists(folder.resolve(name + TAKEN))
        ? null
        : "the server has started again meanwhile";
  }

  /** Polls for requests until {@link #close}; deletes those of an earlier server first. */
  public void watch(Vertx vertx) throws StartException {
    try {
      Files.createDirectories(folder);
      for (Path old : files("")) {
        Files.delete(old);
      }
    } catch (IOException e) {
      throw new StartException(ExitCode.DATA_FOLDER, folder + ": can't be used: " + e, e);
    }
    pollLater(vertx);
  }

  /** Stops polling; requests that were taken are completed. */
  public void close() {
    closed = true;
  }

  private void pollLater(Vertx vertx) {
    if (!closed) {
      vertx.setTimer(POLL_MILLIS, timer -> poll(vertx));
    }
  }

  private void poll(Vertx vertx) {
    if (closed) {
      return;
    }
    vertx
        .executeBlocking(this::takeRequests)
        .onSuccess(requests -> requests.forEach(request -> serve(vertx, request)))
        .onFailure(e -> LOG.error("requests can't be read", e))
        .onComplete(done -> pollLater(vertx));
  }

  private List<Request> takeRequests() throws IOException {
    List<Request> requests = new ArrayList<>();
    for (Path file : files(ASK)) {
      String fileName = file.getFileName().toString();
      String name = fileName.substring(0, fileName.length() - ASK.length());
      requests.add(new Request(name, Files.readAllLines(file)));
      Files.move(file, folder.resolve(name + TAKEN), StandardCopyOption.ATOMIC_MOVE);
    }
    return requests;
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().endsWith(suffix)).toList();
    }
  }

  private void serve(Vertx vertx, Request request) {
    String text = String.join(" ", request.words());
    LOG.debug("request: {}", text);
    Future<Answer> answer;
    try {
      answer = handler.handle(request.words());
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    answer
        .otherwise(
            failure -> {
              String why = reason(failure);
              LOG.warn("{} failed: {}", text, why);
              return new Answer(Outcome.FAILED, List.of(why));
            })
        .compose(
            done ->
                vertx.executeBlocking(
                    () -> {
                      List<String> lines = new ArrayList<>(List.of(done.outcome().name()));
                      lines.addAll(done.text());
                      DurableFiles.publish(folder.resolve(request.name() + ANSWER), lines);
                      return Files.deleteIfExists(folder.resolve(request.name() + TAKEN));
                    }))
        .onFailure(e -> LOG.error("{} can't be answered", text, e));
  }

  private static String reason(Throwable failure) {
    String text = FailureMessages.of(failure).getMessage();
    return String.valueOf(text).replaceAll("[\\p{Cntrl}]+", " ");
  }
}
