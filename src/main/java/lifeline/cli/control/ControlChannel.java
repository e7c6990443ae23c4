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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How commands reach the running server: by files in the folder {@code requests} of the data
 * folder, so that whoever may write there may ask, and nobody else. {@code NAME.ask} has the words
 * of a request, one a line, and is called {@code NAME.taken} once it is being served; {@code
 * NAME.answer} has an {@link Outcome} and the text of the answer.
 */
public final class ControlChannel {
  private static final Logger LOG = LoggerFactory.getLogger(ControlChannel.class);
  private static final String FOLDER = "requests";
  private static final String ASK = ".ask";
  private static final String TAKEN = ".taken";
  private static final String ANSWER = ".answer";
  private static final long LOOK_MILLIS = 250;
  private static final long LOOK_FOR_ANSWER_MILLIS = 100;
  private static final long MOST_SECONDS = TimeUnit.HOURS.toSeconds(12);

  /** A server that is busy takes a request sooner; one that is stopped never does. */
  private static final long TAKEN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Path folder;
  private final Handler handler;
  private volatile boolean closed;

  /** What has become of a request. */
  public enum Outcome {
    /** It was done; or the answer is yes. */
    DONE,
    /** The answer is no. */
    NO,
    /** It could not be done; the text says why. */
    FAILED
  }

  public record Answer(Outcome outcome, List<String> text) {}

  /** Does what is asked for. A failure is told as {@link Outcome#FAILED}. */
  @FunctionalInterface
  interface Handler {
    Future<Answer> handle(List<String> words);
  }

  private record Request(String name, List<String> words) {}

  /**
   * @param data the data folder, which this process holds
   */
  public ControlChannel(Path data, Handler handler) {
    this.folder = data.resolve(FOLDER);
    this.handler = handler;
  }

  /**
   * Asks the server that runs on the folder, and waits for the answer.
   *
   * @throws StartException if there is no server, it does not take the request, or it ends, or
   *     starts again, meanwhile
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
      return VertxSupport.await(answer(vertx, data, name), MOST_SECONDS);
    } finally {
      Files.deleteIfExists(folder.resolve(name + ASK));
      VertxSupport.await(vertx.close(), 10);
    }
  }

  private static Future<Answer> answer(Vertx vertx, Path data, String name) {
    long begun = System.nanoTime();
    Promise<Answer> answered = Promise.promise();
    vertx.setPeriodic(
        LOOK_FOR_ANSWER_MILLIS,
        timer -> {
          try {
            String why = trouble(data, name, System.nanoTime() - begun);
            Path file = data.resolve(FOLDER).resolve(name + ANSWER);
            if (Files.exists(file)) {
              List<String> lines = Files.readAllLines(file);
              Files.delete(file);
              answered.tryComplete(
                  new Answer(Outcome.valueOf(lines.get(0)), lines.subList(1, lines.size())));
            } else if (why != null) {
              answered.tryFail(new StartException(ExitCode.FAILED, why));
            }
          } catch (IOException e) {
            answered.tryFail(e);
          }
        });
    return answered.future();
  }

  /** Why there will be no answer, if there is none by now; null if there may be one. */
  private static String trouble(Path data, String name, long waited) throws IOException {
    Path folder = data.resolve(FOLDER);
    if (DataFolderLock.holder(data).isEmpty()) {
      return "the server has ended meanwhile";
    }
    if (Files.exists(folder.resolve(name + ASK))) {
      return waited < TAKEN_NANOS ? null : "the server does not answer; is it stopped?";
    }
    // Who starts drops what it finds.
    return Files.exists(folder.resolve(name + TAKEN))
        ? null
        : "the server has started again meanwhile";
  }

  /** Looks for requests until {@link #close}; what was left by others is dropped. */
  public void watch(Vertx vertx) throws StartException {
    try {
      Files.createDirectories(folder);
      for (Path old : files("")) {
        Files.delete(old);
      }
    } catch (IOException e) {
      throw new StartException(ExitCode.DATA_FOLDER, folder + ": can't be used: " + e, e);
    }
    lookLater(vertx);
  }

  /** Looks no more; requests that are being served go on. */
  public void close() {
    closed = true;
  }

  private void lookLater(Vertx vertx) {
    if (!closed) {
      vertx.setTimer(LOOK_MILLIS, timer -> look(vertx));
    }
  }

  private void look(Vertx vertx) {
    if (closed) {
      return;
    }
    vertx
        .executeBlocking(this::take)
        .onSuccess(requests -> requests.forEach(request -> serve(vertx, request)))
        .onFailure(e -> LOG.error("requests can't be read", e))
        .onComplete(done -> lookLater(vertx));
  }

  private List<Request> take() throws IOException {
    List<Request> requests = new ArrayList<>();
    for (Path file : files(ASK)) {
      String whole = file.getFileName().toString();
      String name = whole.substring(0, whole.length() - ASK.length());
      requests.add(new Request(name, Files.readAllLines(file)));
      Files.move(file, folder.resolve(name + TAKEN), StandardCopyOption.ATOMIC_MOVE);
    }
    return requests;
  }

  private List<Path> files(String end) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().endsWith(end)).toList();
    }
  }

  private void serve(Vertx vertx, Request request) {
    String what = String.join(" ", request.words());
    LOG.debug("asked for: {}", what);
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
              LOG.warn("{} failed: {}", what, why);
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
        .onFailure(e -> LOG.error("{} can't be answered", what, e));
  }

  private static String reason(Throwable failure) {
    String text = FailureMessages.told(failure).getMessage();
    return text.replaceAll("[\\p{Cntrl}]+", " ");
  }
}
