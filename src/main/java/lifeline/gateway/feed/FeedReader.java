package lifeline.gateway.feed;

import lifeline.protocol.Message;

/** What a {@link RoomFeed} needs of a connection that reads the room. */
public interface FeedReader {
  /** New lines of the room, offered in the order of the log. */
  void offer(RoomCursor cursor, Chunk chunk);

  /**
   * A notice about the room that is not stored: a connection that has lines waiting does not get
   * it.
   *
   * @param except the connection that the notice is not for
   */
  void notice(RoomCursor cursor, long except, Message message);
}
