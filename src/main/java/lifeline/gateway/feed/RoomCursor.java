package lifeline.gateway.feed;

import lifeline.delivery.lines.SeqSet;

/** The position of one connection in one room: a cursor, not a queue. */
public final class RoomCursor {
  final FeedReader reader;
  public final RoomFeed feed;

  /**
   * Whether the connection gets every line in its turn; a member of a group only gets the lines
   * that are delivered to it.
   */
  public final boolean plain;

  /** All due lines up to this seq have been written. */
  public long position;

  /** Lines after the cursor that were written before their turn, or wait in the urgent queue. */
  public SeqSet early = new SeqSet();

  /** Whether lines were delivered out of turn: their confirmations have to be reported. */
  public boolean hadOutOfTurn;

  /** Index in the feed's list; maintained by {@link RoomFeed}. */
  int index;

  public RoomCursor(FeedReader reader, RoomFeed feed, boolean plain, long position) {
    this.reader = reader;
    this.feed = feed;
    this.plain = plain;
    this.position = position;
  }

  public boolean behind() {
    return plain && position < feed.head();
  }
}
