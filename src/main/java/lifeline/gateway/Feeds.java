package lifeline.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeline.delivery.Effect;
import lifeline.protocol.Message;
import lifeline.protocol.SaidLines;

/** The rooms that connections of one event loop hear, each with its newest lines. */
final class Feeds {
  private final FeedCache cache = new FeedCache();
  private final Map<String, RoomFeed> feeds = new HashMap<>();

  /** Those with lines that were not offered yet. */
  private final List<RoomFeed> touched = new ArrayList<>();

  /** The feed of a room that a connection here begins to hear; {@code head} is its last seq. */
  RoomFeed feed(String room, long head) {
    return feeds.computeIfAbsent(room, name -> new RoomFeed(name, head, cache));
  }

  /** A connection hears this room no more. */
  void left(RoomFeed feed) {
    if (feed.readings().isEmpty()) {
      feeds.remove(feed.room());
      touched.remove(feed);
      feed.close();
    }
  }

  /** Takes new lines of a room, if anybody hears it here. */
  void append(SaidLines lines) {
    RoomFeed feed = feeds.get(lines.room());
    if (feed != null && feed.append(lines)) {
      touched.add(feed);
    }
  }

  /** Offers what was appended to all who hear it. */
  void offer() {
    for (RoomFeed feed : touched) {
      feed.offerOpen();
    }
    touched.clear();
  }

  /** Tells who hears the room who has come or left; what was appended before comes before. */
  void tell(Effect.Presence presence) {
    RoomFeed feed = feeds.get(presence.room());
    if (feed == null) {
      return;
    }
    feed.offerOpen();
    touched.remove(feed);
    String what =
        presence.cause() == null
            ? " joined " + presence.room()
            : " left " + presence.room() + ": " + presence.cause();
    Message notice = new Message.Notice("presence", presence.name() + what);
    for (Reading reading : feed.readings()) {
      reading.hearing.notice(reading, presence.except(), notice);
    }
  }

  /** The recent chunk with that line, or null if it is not in memory here. */
  Chunk chunkWith(String room, long seq) {
    RoomFeed feed = feeds.get(room);
    return feed == null ? null : feed.chunkWith(seq);
  }
}
