package lifeline.gateway.client;

import java.util.List;
import java.util.Objects;
import lifeline.connection.CloseCause;
import lifeline.connection.ClosePolicy;
import lifeline.connection.ConnectionId;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;
import lifeline.gateway.wire.Wire;
import lifeline.protocol.Message;
import lifeline.protocol.Notices;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of one connection, which has one cause: the first. An end that the server or the client
 * wants waits until all accepted input is answered ({@link #begin}, then {@link #finish}); one that
 * has happened to the wire is over at once ({@link #broken}).
 */
final class CloseSequence {
  private static final Logger LOG = LoggerFactory.getLogger(CloseSequence.class);

  private final ClientConnection connection;
  private final ConnectionHost host;
  private final Wire wire;
  private final Outbound outbound;
  private final LineReader reader;
  private final InputBuffer input;
  private @Nullable CloseCause cause;
  private @Nullable Message goodbye;
  private boolean resetting;
  private boolean over;

  CloseSequence(
      ClientConnection connection,
      ConnectionHost host,
      Wire wire,
      Outbound outbound,
      LineReader reader,
      InputBuffer input) {
    this.connection = connection;
    this.host = host;
    this.wire = wire;
    this.outbound = outbound;
    this.reader = reader;
    this.input = input;
  }

  /** Whether the connection has ended, or is about to. */
  boolean begun() {
    return over || cause != null;
  }

  /** Whether the end has been proposed to the dispatcher. */
  boolean over() {
    return over;
  }

  /**
   * Ends the connection by the close policy of its cause.
   *
   * @param words the goodbye; null for the usual one
   */
  void begin(CloseCause wanted, @Nullable Message words) {
    if (!begun()) {
      cause = wanted;
      goodbye = words;
      input.close();
      // So that lines the client has do not count as unconfirmed in the goodbye.
      connection.pollAcknowledgements();
      if (connection.opened()) {
        // By way of the dispatcher, so that everything accepted before is answered before.
        host.turn().ask(new Query.Farewell(connection.id(), wanted));
      } else {
        finish(Notices.bye(wanted));
      }
    }
  }

  /** The state machine ends the connection. */
  void ordered(Effect.Close end) {
    resetting = end.reset();
    begin(end.cause(), null);
  }

  /** Everything is answered: says goodbye and closes. */
  void finish(Message usual) {
    CloseCause why = Objects.requireNonNull(cause, "the end was begun");
    ClosePolicy policy = resetting ? ClosePolicy.RESET : host.settings().liveness().closing(why);
    if (policy.method() == ClosePolicy.Method.RESET) {
      end(why);
      outbound.discard();
      wire.reset();
      return;
    }
    connection.send(goodbye == null ? usual : goodbye);
    outbound.writeAll();
    end(why);
    if (policy.method() == ClosePolicy.Method.LINGER) {
      wire.closeLingering(policy.seconds());
    } else {
      wire.closeGracefully(host.settings().liveness().lingerTimeout().toMillis());
    }
  }

  /** The wire has failed. */
  void broken(CloseCause failure) {
    CloseCause found =
        failure == CloseCause.UNREACHABLE && !connection.probe().dataWaits()
            ? CloseCause.HEARTBEAT_TIMEOUT
            : failure;
    end(cause == null ? found : cause);
    outbound.discard();
    wire.reset();
  }

  private void end(CloseCause first) {
    if (over) {
      return;
    }
    over = true;
    LOG.debug(
        "conn={} name={} ended {} by {}",
        ConnectionId.text(connection.id()),
        connection.name(),
        first.word(),
        first.endedBy().word());
    input.close();
    wire.flush();
    connection.pollAcknowledgements();
    List<Entry.Position> positions = reader.positions();
    reader.close();
    if (connection.opened()) {
      host.turn().propose(new Entry.Ended(connection.id(), first, positions));
    }
    host.ended(connection);
  }
}
