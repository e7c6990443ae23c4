package lifeline.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import lifeline.cluster.Members;
import lifeline.config.Settings;
import lifeline.config.SettingsChange;

/** A server that has its data, as seen by the process it runs in. */
public interface RunningServer {
  /** Starts a server. */
  @FunctionalInterface
  interface Starter {
    /**
     * Starts a server on a data folder that exists and is locked for it.
     *
     * @param data the data folder, absolute; use it instead of {@link Settings#data()}, which may
     *     be relative
     * @return completes when it can be asked for something; {@link #ready} follows. A failure of
     *     {@link StartException} ends the process with its code; a refused bind is told as {@link
     *     ExitCode#ADDRESS_IN_USE} however it is wrapped, anything else as {@link ExitCode#ENGINE}
     */
    Future<RunningServer> start(Vertx vertx, Settings settings, Path data);
  }

  /** Completes when all listeners are open, or fails as {@link Starter#start} does. */
  Future<Void> ready();

  /** A line {@code kind host port} for each open listener, with the ports really taken. */
  List<String> addresses();

  /**
   * Takes no more connections, finishes what was accepted, tells and closes all. May be called more
   * than once.
   *
   * @return completes when all is closed and stored
   */
  Future<Void> drain();

  /** Completes when the server has ended by itself: drained by an operator, or failed. */
  Future<Void> ended();

  /**
   * Whether the server has ended to be started again, as there is other data in its folder. Only
   * true once {@link #ended} is complete.
   */
  boolean startsAgain();

  /**
   * Makes a copy of the data folder that a server can be started on: all that is accepted now,
   * perhaps more.
   *
   * @param target a folder that does not exist, in one that does
   */
  Future<Void> backup(Path target);

  /** The cluster that it is in; empty if it is alone. */
  Optional<Members> members();

  /** Takes over a changed configuration. */
  void change(SettingsChange change);

  /**
   * Opens the terminal of the server as one more client: {@code server}, an operator, in lobby.
   *
   * @param output gets what a client would get; called on any thread
   */
  Console console(Consumer<Buffer> output);

  /** The input side of the terminal. */
  interface Console {
    /**
     * Takes typed bytes, cut anywhere.
     *
     * @return completes when more may come
     */
    Future<Void> input(Buffer bytes);
  }
}
