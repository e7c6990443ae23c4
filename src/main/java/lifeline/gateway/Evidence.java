package lifeline.gateway;

import java.util.List;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.Entry;
import lifeline.delivery.Seqs;
import lifeline.protocol.LineId;
import lifeline.protocol.Names;

/**
 * What is known of the lines that one connection was written: its kernel's and its own word are
 * taken to {@link Proof}, and what that concludes is told to the dispatcher.
 */
final class Evidence {
  private final ClientConnection connection;
  private final Gateway gateway;
  private final Wire wire;
  private final Outbound outbound;
  private final Proof proof;

  Evidence(
      ClientConnection connection, Gateway gateway, Wire wire, Outbound outbound, Proof proof) {
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
    Vitals vitals = connection.vitals();
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

  private void overdue(String room, Seqs lines) {
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
   * From now on this confirms lines.
   *
   * @return the level that can be had: where the platform cannot tell, received is written
   */
  ConfirmLevel level(ConfirmLevel wanted) {
    proof.level(wanted, outbound.written());
    boolean tells = connection.vitals().tellsReceived();
    return wanted == ConfirmLevel.RECEIVED && !tells ? ConfirmLevel.WRITTEN : wanted;
  }

  /** The client has named these lines; the state machine decides what that confirms. */
  void acked(List<LineId> ids) {
    ids.forEach(line -> proof.acked(line.room(), line.seq()));
  }

  /** The client gives that line back. */
  void nacked(LineId line) {
    proof.nacked(line.room(), line.seq());
  }

  /** The client has all that it was written of that room, up to that line. */
  void ackedUpTo(LineId line) {
    proof.ackedUpTo(line.room(), line.seq());
    tell();
  }

  /** The client has all that was written before that ping. */
  void answered(String ping) {
    if (proof.answered(ping)) {
      tell();
    }
  }
}
