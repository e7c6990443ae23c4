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

/** A server that has opened its data, as the process sees it. */
public interface RunningServer {
  /** Starts a server. */
  @FunctionalInterface
  interface Starter {
    /**
     * Starts a server on a data folder that exists and is locked for it.
     *
     * @param data the data folder, absolute; use it instead of {@link Settings#data()}, which may
     *     be relative
     * @return completes when it can take requests; {@link #ready} follows. A failure with {@link
     *     StartException} ends the process with its code; a refused bind, however it is wrapped,
     *     with {@link ExitCode#ADDRESS_IN_USE}, anything else with {@link ExitCode#ENGINE}
     */
    Future<RunningServer> start(Vertx vertx, Settings settings, Path data);
  }

  /** Completes when all listeners are open, or fails as {@link Starter#start} does. */
  Future<Void> ready();

  /** A line {@code kind host port} for each open listener, with its real port. */
  List<String> addresses();

  /**
   * Accepts no more connections, finishes the lines that were accepted, says goodbye to all clients
   * and closes them. May be called more than once.
   *
   * @return completes when everything is closed and stored
   */
  Future<Void> drain();

  /** Completes when the server has ended by itself: drained by an operator, or with a failure. */
  Future<Void> ended();

  /**
   * Whether the server has to be started again, as the data in its folder were replaced. Valid once
   * {@link #ended} is complete.
   */
  boolean mustRestart();

  /**
   * Makes a copy of the data folder on which a server can be started. It has everything that was
   * accepted by now, and perhaps more.
   *
   * @param target a folder that does not exist, in one that does
   */
  Future<Void> backup(Path target);

  /** The cluster; empty for a single node. */
  Optional<Members> members();

  /** Puts changed settings into force. */
  void apply(SettingsChange change);

  /**
   * Opens the console: one more client, the operator {@code server}, in the room lobby.
   *
   * @param output gets the output of that client; called on any thread
   */
  Console console(Consumer<Buffer> output);

  /** The input of the console. */
  interface Console {
    /**
     * Takes bytes, cut at any position.
     *
     * @return completes when the console takes more
     */
    Future<Void> input(Buffer bytes);
  }
}
