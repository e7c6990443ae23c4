package lifeline.gateway.client;

import io.netty.buffer.ByteBuf;
import lifeline.config.Settings;
import lifeline.gateway.feed.Encoders;
import lifeline.gateway.feed.Feeds;
import lifeline.protocol.LineBlock;
import org.jspecify.annotations.Nullable;

/**
 * What a connection and its parts need of the gateway that hosts them: what all connections of the
 * event loop share, and where a connection reports the steps of its life.
 */
public interface ConnectionHost {
  // Shared by all connections of the event loop

  /** The settings as they are now; may differ from call to call. */
  Settings settings();

  EventLoop loop();

  /** Takes requests, reports and flushes, for the end of the turn. */
  TurnBatch turn();

  /** Polls the connections that have unconfirmed output. */
  AckPoller ackPoller();

  /** Limits what may be submitted and unanswered, of all connections together. */
  InFlightBudget budget();

  Feeds feeds();

  Encoders encoders();

  /** Collects the lines of one connection during one call of its decoder; empty in between. */
  LineBlock.Builder lines();

  /** Reads the bytes into an array that is shared and valid during the current call only. */
  byte[] toScratch(ByteBuf bytes);

  /** Why the log takes no entries for now, in words for people; null if it takes them. */
  @Nullable String unavailable();

  // Steps of a connection's life

  /**
   * The connection was accepted: it gets an id, and becomes known to the log if that is possible.
   */
  void opened(ClientConnection connection);

  /** The connection, known to this node alone so far, becomes known to the log if possible now. */
  void openLate(ClientConnection connection);

  /** Pumps the reader once, after all effects that came together with the current one. */
  void pumpAfterEffects(LineReader reader);

  /** The peer has ended its input, and the connection stays to read. */
  void halfClosed(ClientConnection connection);

  /** The connection has ended: nothing is done for it any more. */
  void ended(ClientConnection connection);
}
