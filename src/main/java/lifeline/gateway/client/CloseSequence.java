package lifeline.gateway.client;

import java.util.List;
import lifeline.connection.CloseCause;
import lifeline.connection.ClosePolicy;
import lifeline.connection.ConnectionId;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;
import lifeline.gateway.Gateway;
import lifeline.gateway.wire.Wire;
import lifeline.protocol.Message;
import lifeline.protocol.Notices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of one connection: it has one cause, the first. An end that we want waits until all that
 * was accepted before is answered ({@link #begin}, {@link #finish}); one that happens to us is over
 * at once ({@link #broken}).
 */
final class CloseSequence {
  private static final Logger LOG = LoggerFactory.getLogger(CloseSequence.class);

  private final ClientConnection connection;
  private final Gateway gateway;
  private final Wire wire;
  private final Outbound outbound;
  private CloseCause wanted;
  private Message lastWords;
  private boolean resetting;
  private boolean over;

  CloseSequence(ClientConnection connection, Gateway gateway, Wire wire, Outbound outbound) {
    this.connection = connection;
    this.gateway = gateway;
    this.wire = wire;
    this.outbound = outbound;
  }

  /** Whether it is going to end, or has. */
  boolean begun() {
    return over || wanted != null;
  }

  /** Whether the dispatcher has been told of the end. */
  boolean over() {
    return over;
  }

  /**
   * Ends it in the way its cause has.
   *
   * @param words the last ones; null for the usual ones
   */
  void begin(CloseCause why, Message words) {
    if (!begun()) {
      wanted = why;
      lastWords = words;
      connection.inbox().close();
      // So that what the client has read does not count as kept for it.
      connection.prove();
      if (connection.opened()) {
        // Asked of the dispatcher, so that all that was accepted before is answered before.
        gateway.ask(new Query.Farewell(connection.id(), why));
      } else {
        finish(Notices.bye(why));
      }
    }
  }

  /** The state machine wants it to end. */
  void ordered(Effect.End end) {
    resetting = end.reset();
    begin(end.cause(), null);
  }

  /** All is answered: says goodbye and closes. */
  void finish(Message usualWords) {
    ClosePolicy policy =
        resetting ? ClosePolicy.RESET : gateway.settings().liveness().closing(wanted);
    if (policy.way() == ClosePolicy.Way.RESET) {
      end(wanted);
      outbound.discard();
      wire.reset();
      return;
    }
    connection.tell(lastWords == null ? usualWords : lastWords);
    outbound.writeAll();
    end(wanted);
    if (policy.way() == ClosePolicy.Way.LINGER) {
      wire.closeLingering(policy.seconds());
    } else {
      wire.closeGracefully(gateway.settings().liveness().lingerTimeout().toMillis());
    }
  }

  /** The wire has failed. */
  void broken(CloseCause why) {
    CloseCause heard =
        why == CloseCause.UNREACHABLE && !connection.vitals().dataWaits()
            ? CloseCause.HEARTBEAT_TIMEOUT
            : why;
    end(wanted == null ? heard : wanted);
    outbound.discard();
    wire.reset();
  }

  private void end(CloseCause cause) {
    if (over) {
      return;
    }
    over = true;
    LOG.debug(
        "conn={} name={} ended {} by {}",
        ConnectionId.text(connection.id()),
        connection.name(),
        cause.word(),
        cause.by().word());
    connection.inbox().close();
    wire.flush();
    connection.prove();
    List<Entry.Position> positions = connection.hearing().positions();
    connection.hearing().close();
    if (connection.opened()) {
      gateway.propose(new Entry.Ended(connection.id(), cause, positions));
    }
    gateway.ended(connection);
  }
}
