package lifeline.gateway;

import lifeline.delivery.Seqs;

/** One connection's place in one room: a cursor, not a queue. */
final class Reading {
  final Hearing hearing;
  final RoomFeed feed;

  /** Whether every line comes in its turn; a member of a group hears only what it is given. */
  final boolean plain;

  /** All due lines up to this seq have been written. */
  long cursor;

  /**
   * Lines the cursor has not come to that were written before their turn, or are the urgent
   * queue's.
   */
  Seqs early = new Seqs();

  /** Whether lines came, or wait to come, beside the cursor; what became of those is told. */
  boolean given;

  /** Where this is in the feed's list; kept by {@link RoomFeed}. */
  int index;

  Reading(Hearing hearing, RoomFeed feed, boolean plain, long cursor) {
    this.hearing = hearing;
    this.feed = feed;
    this.plain = plain;
    this.cursor = cursor;
  }

  boolean behind() {
    return plain && cursor < feed.head();
  }
}
