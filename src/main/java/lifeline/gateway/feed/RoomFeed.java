package lifeline.gateway.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeline.protocol.SaidLines;
import org.jspecify.annotations.Nullable;

/** The newest lines of a room that at least one connection of the event loop is in. */
public final class RoomFeed {
  private final String room;
  private final ChunkCache cache;
  private final List<RoomCursor> cursors = new ArrayList<>();

  /** By first seq. */
  private final TreeMap<Long, Chunk> chunks = new TreeMap<>();

  private List<SaidLines> open = new ArrayList<>();
  private long head;

  /** A feed that begins after seq {@code head}. */
  RoomFeed(String room, long head, ChunkCache cache) {
    this.room = room;
    this.head = head;
    this.cache = cache;
  }

  public String room() {
    return room;
  }

  /** The room's last seq. */
  public long head() {
    return head;
  }

  /** The cursors of the connections in the room; the caller must not change the list. */
  List<RoomCursor> cursors() {
    return cursors;
  }

  public void add(RoomCursor cursor) {
    cursor.index = cursors.size();
    cursors.add(cursor);
  }

  public void remove(RoomCursor cursor) {
    int last = cursors.size() - 1;
    RoomCursor moved = cursors.remove(last);
    if (moved != cursor) {
      cursors.set(cursor.index, moved);
      moved.index = cursor.index;
    }
  }

  /**
   * Appends lines; their first seq follows {@link #head}.
   *
   * @return whether they are the first since the last {@link #offerOpen}
   */
  boolean append(SaidLines said) {
    open.add(said);
    head = said.lastSeq();
    return open.size() == 1;
  }

  /** Makes one chunk of the appended lines and offers it to every reader. */
  void offerOpen() {
    if (open.isEmpty()) {
      return;
    }
    Chunk chunk = new Chunk(open);
    open = new ArrayList<>();
    chunks.put(chunk.firstSeq(), chunk);
    cache.added(this, chunk);
    // Backwards, so that a reader that leaves meanwhile makes no other miss the chunk.
    for (int i = cursors.size() - 1; i >= 0; i--) {
      cursors.get(i).reader.offer(cursors.get(i), chunk);
    }
  }

  /** The chunk that contains {@code seq}, or null if it is not in memory here. */
  public @Nullable Chunk chunkWith(long seq) {
    Map.Entry<Long, Chunk> entry = chunks.floorEntry(seq);
    return entry == null || entry.getValue().lastSeq() < seq ? null : entry.getValue();
  }

  /** Drops a chunk; called by the cache. */
  void evict(Chunk chunk) {
    chunks.remove(chunk.firstSeq());
    chunk.release();
  }

  /** Drops all chunks; no reader is left. */
  void close() {
    cache.removed(this);
    chunks.values().forEach(Chunk::release);
    chunks.clear();
  }
}
