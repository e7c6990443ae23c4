package lifeline.gateway.client;

/** Lines of one room that a connection is to get beside its cursor there. */
final class OutOfTurnBatch {
  final String room;
  final long last;

  /** How often they have been delivered with this time; more than 1 is a repeat. */
  final int attempt;

  /** Whether this is a {@code /history}: counts as heard by nobody. */
  final boolean replay;

  /** Seq of the first that is not written yet. */
  long next;

  int written;

  OutOfTurnBatch(String room, long first, long last, int attempt, boolean replay) {
    this.room = room;
    this.next = first;
    this.last = last;
    this.attempt = attempt;
    this.replay = replay;
  }

  boolean done() {
    return next > last;
  }
}
