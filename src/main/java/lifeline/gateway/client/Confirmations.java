package lifeline.gateway.client;

import java.util.List;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.lines.SeqSet;
import lifeline.gateway.wire.Wire;
import lifeline.protocol.LineId;
import lifeline.protocol.Names;
import org.jspecify.annotations.Nullable;

/**
 * Which lines the client of one connection has: takes the acknowledgements of its kernel and of the
 * client itself to {@link UnconfirmedLines}, and proposes what is confirmed to the dispatcher. Also
 * says how far the connection has come in its rooms, for entries that move it.
 */
final class Confirmations {
  private final ClientConnection connection;
  private final ConnectionHost host;
  private final Wire wire;
  private final Outbound outbound;
  private final UnconfirmedLines unconfirmed;
  private final Probe probe;
  private final LineReader reader;
  private final RequestPipeline pipeline;

  Confirmations(
      ClientConnection connection,
      ConnectionHost host,
      Wire wire,
      Outbound outbound,
      UnconfirmedLines unconfirmed,
      Probe probe,
      LineReader reader,
      RequestPipeline pipeline) {
    this.connection = connection;
    this.host = host;
    this.wire = wire;
    this.outbound = outbound;
    this.unconfirmed = unconfirmed;
    this.probe = probe;
    this.reader = reader;
    this.pipeline = pipeline;
  }

  /**
   * Polls the kernel for acknowledged bytes, and reports what that confirms.
   *
   * @return whether nothing is left to poll for
   */
  boolean poll() {
    probe.poll();
    if (unconfirmed.waitsForBytes()) {
      long written = outbound.written();
      boolean received = unconfirmed.level() == ConfirmLevel.RECEIVED && probe.knowsReceived();
      unconfirmed.bytesConfirmed(received ? probe.acked(written) : wire.taken(written));
    }
    long timeout = host.settings().delivery().ackTimeout().toMillis();
    unconfirmed.takeOverdue(host.loop().now() - timeout, this::reportOverdue);
    report();
    return probe.owesNothing() && !unconfirmed.waiting();
  }

  private void reportOverdue(String room, SeqSet lines) {
    host.turn().propose(new Entry.Overdue(connection.id(), room, lines));
  }

  /** Reports the lines confirmed since the last call to the dispatcher. */
  void report() {
    boolean guest = Names.isGuest(connection.name());
    unconfirmed.takeConfirmed(
        (room, lines) -> {
          if (reader.reportsConfirmations(room, guest)) {
            host.turn().propose(new Entry.Confirm(connection.id(), room, lines));
          }
        });
  }

  // The client's own acknowledgements

  /**
   * {@code /confirm}: lines are confirmed at this level from now on. Where the platform cannot tell
   * what the peer has received, the dispatcher gets {@code written} for {@code received}.
   */
  void confirmBy(ConfirmLevel wanted) {
    unconfirmed.level(wanted, outbound.written());
    boolean possible = wanted != ConfirmLevel.RECEIVED || probe.knowsReceived();
    pipeline.propose(new Entry.Level(connection.id(), possible ? wanted : ConfirmLevel.WRITTEN));
  }

  /** {@code /ack ID…}: the state machine decides what that confirms. */
  void ack(List<LineId> ids) {
    ids.forEach(line -> unconfirmed.acked(line.room(), line.seq()));
    pipeline.pipelined(new Entry.Ack(connection.id(), ids));
  }

  /**
   * {@code /nack ID [SECONDS]}: the client gives the line back.
   *
   * @param seconds −1 if not given
   */
  void nack(LineId line, int seconds) {
    unconfirmed.nacked(line.room(), line.seq());
    pipeline.pipelined(new Entry.Nack(connection.id(), line, seconds));
  }

  /** {@code /ack ..ID}: the client has all lines of the room up to this one that it was written. */
  void ackUpTo(LineId line) {
    if (Names.isDirect(line.room()) && !line.room().equals(Names.directRoom(connection.name()))) {
      pipeline.pipelined(new Entry.Ack(connection.id(), List.of(line)));
    } else {
      unconfirmed.ackedUpTo(line.room(), line.seq());
      report();
    }
  }

  /** {@code /pong N}: the client has everything that was written before ping N. */
  void pong(String token) {
    if (unconfirmed.probeAnswered(token)) {
      report();
    }
  }

  // Positions: what the peer has by then is reported first, and no line is written until the answer

  /** Positions in all rooms; nothing is written until the answer. */
  List<Entry.Position> stopAll() {
    stop();
    return reader.positions();
  }

  /**
   * Position in the room that the connection leaves by joining {@code joined}: the same room,
   * joined in another way, or the lobby. Nothing is written until the answer.
   *
   * @return null if it leaves none
   */
  Entry.@Nullable Position stopForJoin(String joined) {
    String left = reader.isIn(joined) ? joined : Names.LOBBY;
    if (!reader.isIn(left)) {
      return null;
    }
    stop();
    return reader.position(left);
  }

  /** Position in the room, of which nothing more is written. */
  Entry.Position leave(String left) {
    poll();
    Entry.Position position = reader.position(left);
    reader.leave(left);
    return position;
  }

  private void stop() {
    reader.freeze();
    poll();
  }
}
