package lifeline.gateway;

import lifeline.delivery.Seqs;

/** One connection's place in one room that it hears plainly: a cursor, not a queue. */
final class Reading {
  final Hearing hearing;
  final RoomFeed feed;

  /** All due lines up to this seq have been written. */
  long cursor;

  /**
   * Lines the cursor has not come to that were written before their turn, or are the urgent
   * queue's.
   */
  Seqs early = new Seqs();

  /** Where this is in the feed's list; kept by {@link RoomFeed}. */
  int index;

  Reading(Hearing hearing, RoomFeed feed, long cursor) {
    this.hearing = hearing;
    this.feed = feed;
    this.cursor = cursor;
  }

  boolean behind() {
    return cursor < feed.head();
  }
}
