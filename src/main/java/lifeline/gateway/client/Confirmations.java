package lifeline.gateway.client;

import java.util.List;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.lines.SeqSet;
import lifeline.gateway.Gateway;
import lifeline.gateway.wire.Wire;
import lifeline.protocol.LineId;
import lifeline.protocol.Names;

/**
 * What is known of the lines that one connection was written: its kernel's and its own word are
 * taken to {@link UnconfirmedLines}, and what that concludes is told to the dispatcher.
 */
final class Confirmations {
  private final ClientConnection connection;
  private final Gateway gateway;
  private final Wire wire;
  private final Outbound outbound;
  private final UnconfirmedLines proof;

  Confirmations(
      ClientConnection connection,
      Gateway gateway,
      Wire wire,
      Outbound outbound,
      UnconfirmedLines proof) {
    this.connection = connection;
    this.gateway = gateway;
    this.wire = wire;
    this.outbound = outbound;
    this.proof = proof;
  }

  /**
   * Asks the kernel what has arrived, and tells the dispatcher.
   *
   * @return whether nothing more is on its way
   */
  boolean look() {
    Probe vitals = connection.vitals();
    vitals.look();
    if (proof.waitsForBytes()) {
      long written = outbound.written();
      boolean received = proof.level() == ConfirmLevel.RECEIVED && vitals.tellsReceived();
      proof.bytesConfirmed(received ? vitals.acked(written) : wire.taken(written));
    }
    long timeout = gateway.settings().delivery().ackTimeout().toMillis();
    proof.takeOverdue(gateway.steady() - timeout, this::overdue);
    tell();
    return vitals.owesNothing() && !proof.waiting();
  }

  private void overdue(String room, SeqSet lines) {
    gateway.propose(new Entry.Overdue(connection.id(), room, lines));
  }

  /** Tells the dispatcher what has been confirmed since the last call. */
  void tell() {
    boolean guest = Names.isGuest(connection.name());
    proof.takeConfirmed(
        (room, lines) -> {
          if (connection.hearing().provesTo(room, guest)) {
            gateway.propose(new Entry.Confirm(connection.id(), room, lines));
          }
        });
  }

  /**
   * {@code /confirm}: from now on this confirms lines. The dispatcher is told what can be had:
   * where the platform cannot tell, received is written.
   */
  void confirmBy(ConfirmLevel wanted) {
    proof.level(wanted, outbound.written());
    boolean tells = connection.vitals().tellsReceived();
    ConfirmLevel had = wanted == ConfirmLevel.RECEIVED && !tells ? ConfirmLevel.WRITTEN : wanted;
    connection.dialogue().propose(new Entry.Level(connection.id(), had));
  }

  /** {@code /ack ID…}: the state machine decides what that confirms. */
  void ack(List<LineId> ids) {
    ids.forEach(line -> proof.acked(line.room(), line.seq()));
    connection.dialogue().request(new Entry.Ack(connection.id(), ids));
  }

  /** {@code /nack ID}, with −1 seconds where none were said: the client gives that line back. */
  void nack(LineId line, int seconds) {
    proof.nacked(line.room(), line.seq());
    connection.dialogue().request(new Entry.Nack(connection.id(), line, seconds));
  }

  /** {@code /ack ..ID}: the client has all that it was written of that room, up to that line. */
  void ackUpTo(LineId line) {
    if (Names.isDirect(line.room()) && !line.room().equals("@" + Names.fold(connection.name()))) {
      connection.dialogue().request(new Entry.Ack(connection.id(), List.of(line)));
    } else {
      proof.ackedUpTo(line.room(), line.seq());
      tell();
    }
  }

  /** {@code /pong N}: the client has all that was written before that ping. */
  void pong(String token) {
    if (proof.answered(token)) {
      tell();
    }
  }
}
