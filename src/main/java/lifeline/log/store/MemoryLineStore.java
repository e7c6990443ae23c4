package lifeline.log.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lifeline.delivery.lines.SeqSet;
import lifeline.log.LineStore;
import lifeline.protocol.SaidLines;
import org.jspecify.annotations.Nullable;

/** Lines on the heap; snapshots are ignored. */
public final class MemoryLineStore implements LineStore {
  /** By room, then by first seq. */
  private final Map<String, TreeMap<Long, SaidLines>> rooms = new HashMap<>();

  @Override
  public void add(SaidLines lines) {
    rooms.computeIfAbsent(lines.room(), room -> new TreeMap<>()).put(lines.firstSeq(), lines);
  }

  @Override
  public void trim(String room, long upTo, SeqSet pinned) {
    TreeMap<Long, SaidLines> stored = rooms.get(room);
    if (stored == null) {
      return;
    }
    stored
        .headMap(upTo, true)
        .values()
        .removeIf(
            lines ->
                lines.lastSeq() <= upTo
                    && pinned.between(lines.firstSeq(), lines.lastSeq()).isEmpty());
    if (stored.isEmpty()) {
      rooms.remove(room);
    }
  }

  @Override
  public void drop(String room) {
    rooms.remove(room);
  }

  @Override
  public void applied(long index) {}

  @Override
  public CompletionStage<Page> read(String room, long first, long last, int maxBytes) {
    return CompletableFuture.completedFuture(page(room, first, last, maxBytes));
  }

  @Override
  public CompletionStage<Void> saveSnapshot(Snapshot snapshot) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public @Nullable String obstacle() {
    return null;
  }

  @Override
  public void close() {}

  void clear() {
    rooms.clear();
  }

  Page page(String room, long first, long last, int maxBytes) {
    TreeMap<Long, SaidLines> stored = rooms.get(room);
    if (stored == null) {
      return new Page(first, List.of());
    }
    Map.Entry<Long, SaidLines> entry = stored.floorEntry(first);
    if (entry == null || entry.getValue().lastSeq() < first) {
      entry = stored.higherEntry(first);
    }
    List<SaidLines> page = new ArrayList<>();
    long next = first;
    int bytes = 0;
    while (entry != null && next <= last && bytes < maxBytes) {
      SaidLines lines = entry.getValue();
      page.add(lines);
      bytes += lines.lines().size();
      next = lines.lastSeq() + 1;
      entry = stored.higherEntry(entry.getKey());
    }
    return new Page(next, page);
  }
}
