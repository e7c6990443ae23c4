package lifeline.gateway;

/** One connection's place in one room that it hears plainly: a cursor, not a queue. */
final class Reading {
  final Hearing hearing;
  final RoomFeed feed;

  /** All due lines up to this seq have been written. */
  long cursor;

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
