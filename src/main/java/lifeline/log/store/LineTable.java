package lifeline.log.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lifeline.delivery.lines.SeqSet;
import lifeline.log.LineStore;
import lifeline.protocol.SaidLines;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/** Reads and deletes ranges of lines in {@link RocksDatabase}. */
public final class LineTable {
  private final RocksDatabase files;

  public LineTable(RocksDatabase files) {
    this.files = files;
  }

  /** As {@link LineStore#read}, without the lines that {@code trims} hide. */
  LineStore.Page page(String room, long first, long last, int maxBytes, PendingTrims trims)
      throws RocksDBException {
    return files.read(
        files.lines(),
        LineRecord.end(room),
        lines -> {
          seekTo(lines, room, first);
          List<SaidLines> page = new ArrayList<>();
          long next = first;
          int bytes = 0;
          while (lines.isValid() && next <= last && bytes < maxBytes) {
            SaidLines said = LineRecord.read(lines.key(), lines.value());
            if (!trims.hides(said)) {
              page.add(said);
              bytes += said.lines().size();
              next = said.lastSeq() + 1;
            }
            lines.next();
          }
          return new LineStore.Page(next, page);
        });
  }

  /** As {@link LineStore#trim}. */
  void delete(WriteBatch batch, String room, long upTo, SeqSet pinned) throws RocksDBException {
    files.scan(
        files.lines(),
        LineRecord.end(room),
        lines -> {
          long from = 0;
          for (int i = 0; i < pinned.ranges() && pinned.first(i) <= upTo; i++) {
            delete(batch, room, from, batchWith(lines, room, pinned.first(i)));
            from = Math.max(from, batchWith(lines, room, pinned.last(i)) + 1);
          }
          delete(batch, room, from, batchWith(lines, room, upTo + 1));
        });
  }

  /**
   * Deletes all lines after the heads of their rooms.
   *
   * @param heads seq of the newest line by room; a room that is missing has no lines
   * @param applied index of the last batch whose lines remain
   */
  public void cut(Map<String, Long> heads, long applied) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      files.scan(
          files.lines(),
          null,
          lines -> {
            lines.seekToFirst();
            while (lines.isValid()) {
              String room = LineRecord.room(lines.key());
              byte[] end = LineRecord.end(room);
              long head = heads.getOrDefault(room, 0L);
              batch.deleteRange(files.lines(), LineRecord.key(room, head + 1), end);
              lines.seek(end);
            }
          });
      files.putApplied(batch, applied);
      files.write(batch);
    }
  }

  private void delete(WriteBatch batch, String room, long from, long to) throws RocksDBException {
    if (from < to) {
      batch.deleteRange(files.lines(), LineRecord.key(room, from), LineRecord.key(room, to));
    }
  }

  /** First seq of the batch that has the line; {@code seq} if none has. */
  private static long batchWith(RocksIterator lines, String room, long seq) {
    lines.seekForPrev(LineRecord.key(room, seq));
    if (!lines.isValid() || !LineRecord.room(lines.key()).equals(room)) {
      return seq;
    }
    SaidLines said = LineRecord.read(lines.key(), lines.value());
    return said.lastSeq() >= seq ? said.firstSeq() : seq;
  }

  private static void seekTo(RocksIterator lines, String room, long first) {
    lines.seek(LineRecord.key(room, batchWith(lines, room, first)));
  }
}
