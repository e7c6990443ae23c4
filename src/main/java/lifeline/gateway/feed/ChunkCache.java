package lifeline.gateway.feed;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Limits the memory for recent lines of an event loop: the oldest chunks are evicted first,
 * whatever their room.
 */
final class ChunkCache {
  /** Bytes of text for readers that are a little behind; older lines are read from the store. */
  private static final int MAX_BYTES = 8 * 1024 * 1024;

  /** A chunk of one short line costs about 500 bytes besides its text. */
  private static final int MAX_CHUNKS = 8 * 1024;

  private record Cached(RoomFeed feed, Chunk chunk) {}

  private final Deque<Cached> oldestFirst = new ArrayDeque<>();
  private long bytes;

  void added(RoomFeed feed, Chunk chunk) {
    oldestFirst.add(new Cached(feed, chunk));
    bytes += chunk.size();
    while (oldestFirst.size() > 1 && (bytes > MAX_BYTES || oldestFirst.size() > MAX_CHUNKS)) {
      Cached oldest = oldestFirst.remove();
      bytes -= oldest.chunk.size();
      oldest.feed.evict(oldest.chunk);
    }
  }

  void removed(RoomFeed feed) {
    oldestFirst.removeIf(
        cached -> {
          if (cached.feed != feed) {
            return false;
          }
          bytes -= cached.chunk.size();
          return true;
        });
  }
}
