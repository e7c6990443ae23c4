package lifeline.gateway.feed;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds the memory for recent lines of an event loop: the oldest chunks go first, whatever room
 * they are of.
 */
final class ChunkCache {
  /** Text bytes kept for readers that are a little behind; further back is read from the store. */
  private static final int MOST_BYTES = 8 * 1024 * 1024;

  /** Chunks kept; a chunk of one short line costs about 500 bytes beside its text. */
  private static final int MOST_CHUNKS = 8 * 1024;

  private record Cached(RoomFeed feed, Chunk chunk) {}

  private final Deque<Cached> oldestFirst = new ArrayDeque<>();
  private long bytes;

  void added(RoomFeed feed, Chunk chunk) {
    oldestFirst.add(new Cached(feed, chunk));
    bytes += chunk.size();
    while (oldestFirst.size() > 1 && (bytes > MOST_BYTES || oldestFirst.size() > MOST_CHUNKS)) {
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
