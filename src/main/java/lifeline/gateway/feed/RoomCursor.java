package lifeline.gateway.feed;

import lifeline.delivery.lines.SeqSet;
import lifeline.gateway.client.LineReader;

/** One connection's place in one room: a cursor, not a queue. */
public final class RoomCursor {
  final LineReader hearing;
  public final RoomFeed feed;

  /** Whether every line comes in its turn; a member of a group hears only what it is given. */
  public final boolean plain;

  /** All due lines up to this seq have been written. */
  public long cursor;

  /**
   * Lines the cursor has not come to that were written before their turn, or are the urgent
   * queue's.
   */
  public SeqSet early = new SeqSet();

  /** Whether lines came, or wait to come, beside the cursor; what became of those is told. */
  public boolean given;

  /** Where this is in the feed's list; kept by {@link RoomFeed}. */
  int index;

  public RoomCursor(LineReader hearing, RoomFeed feed, boolean plain, long cursor) {
    this.hearing = hearing;
    this.feed = feed;
    this.plain = plain;
    this.cursor = cursor;
  }

  public boolean behind() {
    return plain && cursor < feed.head();
  }
}
