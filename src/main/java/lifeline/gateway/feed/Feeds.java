package lifeline.gateway.feed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeline.delivery.entry.Effect;
import lifeline.protocol.Message;
import lifeline.protocol.Notices;
import lifeline.protocol.SaidLines;
import org.jspecify.annotations.Nullable;

/** The rooms that connections of one event loop are in, each with its newest lines. */
public final class Feeds {
  private final ChunkCache cache = new ChunkCache();
  private final Map<String, RoomFeed> feeds = new HashMap<>();

  /** Feeds with lines that were not offered yet. */
  private final List<RoomFeed> touched = new ArrayList<>();

  /** The feed of a room that a connection joins; {@code head} is the room's last seq. */
  public RoomFeed feed(String room, long head) {
    return feeds.computeIfAbsent(room, name -> new RoomFeed(name, head, cache));
  }

  /** A reader of the feed was removed; a feed without readers is dropped. */
  public void left(RoomFeed feed) {
    if (feed.cursors().isEmpty()) {
      feeds.remove(feed.room());
      touched.remove(feed);
      feed.close();
    }
  }

  /** Takes new lines of a room, if a connection of this event loop is in it. */
  public void append(SaidLines lines) {
    RoomFeed feed = feeds.get(lines.room());
    if (feed != null && feed.append(lines)) {
      touched.add(feed);
    }
  }

  /** Offers the appended lines to all readers of their rooms. */
  public void offer() {
    for (RoomFeed feed : touched) {
      feed.offerOpen();
    }
    touched.clear();
  }

  /** Notifies the readers of a room who joined or left it, after the lines appended before. */
  public void notifyPresence(Effect.Presence presence) {
    RoomFeed feed = feeds.get(presence.room());
    if (feed == null) {
      return;
    }
    feed.offerOpen();
    touched.remove(feed);
    Message notice =
        presence.cause() == null
            ? Notices.nameJoined(presence.name(), presence.room())
            : Notices.nameLeft(presence.name(), presence.room(), presence.cause());
    for (RoomCursor cursor : feed.cursors()) {
      cursor.reader.notice(cursor, presence.except(), notice);
    }
  }

  /** The recent chunk with that line, or null if it is not in memory here. */
  public @Nullable Chunk chunkWith(String room, long seq) {
    RoomFeed feed = feeds.get(room);
    return feed == null ? null : feed.chunkWith(seq);
  }
}
