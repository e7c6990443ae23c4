package lifeline.gateway.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeline.protocol.SaidLines;

/** What one event loop knows of a room that some of its connections hear: the newest lines. */
public final class RoomFeed {
  private final String room;
  private final ChunkCache cache;
  private final List<RoomCursor> readings = new ArrayList<>();

  /** By first seq. */
  private final TreeMap<Long, Chunk> chunks = new TreeMap<>();

  private List<SaidLines> open = new ArrayList<>();
  private long head;

  /** A feed that begins behind seq {@code head}. */
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

  /** Those who hear the room here; not to be changed by the caller. */
  List<RoomCursor> readings() {
    return readings;
  }

  public void add(RoomCursor reading) {
    reading.index = readings.size();
    readings.add(reading);
  }

  public void remove(RoomCursor reading) {
    int last = readings.size() - 1;
    RoomCursor moved = readings.remove(last);
    if (moved != reading) {
      readings.set(reading.index, moved);
      moved.index = reading.index;
    }
  }

  /**
   * Takes lines that follow on all before.
   *
   * @return whether they are the first since the last {@link #offerOpen}
   */
  boolean append(SaidLines said) {
    open.add(said);
    head = said.lastSeq();
    return open.size() == 1;
  }

  /** Makes a chunk of what was appended and offers it to everybody. */
  void offerOpen() {
    if (open.isEmpty()) {
      return;
    }
    Chunk chunk = new Chunk(open);
    open = new ArrayList<>();
    chunks.put(chunk.firstSeq(), chunk);
    cache.added(this, chunk);
    // Backwards, so that one which leaves meanwhile makes nobody miss the chunk.
    for (int i = readings.size() - 1; i >= 0; i--) {
      readings.get(i).hearing.offer(readings.get(i), chunk);
    }
  }

  /** The chunk that contains {@code seq}, or null if it is not in memory here. */
  public Chunk chunkWith(long seq) {
    Map.Entry<Long, Chunk> entry = chunks.floorEntry(seq);
    return entry == null || entry.getValue().lastSeq() < seq ? null : entry.getValue();
  }

  /** Forgets a chunk; the cache has decided so. */
  void evict(Chunk chunk) {
    chunks.remove(chunk.firstSeq());
    chunk.release();
  }

  /** Forgets all chunks; nobody hears the room here any more. */
  void close() {
    cache.removed(this);
    chunks.values().forEach(Chunk::release);
    chunks.clear();
  }
}
