package lifeline.delivery;

import java.util.ArrayList;
import java.util.List;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/**
 * What is known of a room's lines without their texts: how many there are, which are kept, how long
 * each is, and, for runs of lines, who said them and when. Kept in chunks, so that what was said
 * long ago is neither moved nor read when lines are added or trimmed.
 */
final class RoomLog {
  /** Lines said within so many milliseconds share one note of their time. */
  static final long TIME_GRAIN = LogChunk.TIME_GRAIN;

  /** Without gaps; all but the last are full. The first may begin with lines no longer kept. */
  private final List<LogChunk> chunks = new ArrayList<>();

  private long head;
  private long oldest = 1;

  /** Bytes of all lines ever. */
  private long bytes;

  /** Takes lines {@code first} to {@code last} of one sender. */
  @FunctionalInterface
  interface SenderConsumer {
    void accept(long first, long last, String sender, long connection);
  }

  /** Seq of the newest line; 0 before the first. */
  long head() {
    return head;
  }

  /** Seq of the oldest line kept; head + 1 if none is. */
  long oldest() {
    return oldest;
  }

  /** Adds a line; {@code sender} is a folded name. */
  void append(int size, long time, String sender, long connection) {
    if (chunks.isEmpty() || newest().isFull()) {
      chunks.add(new LogChunk(head + 1, bytes));
    }
    newest().append(size, time, sender, connection);
    head++;
    bytes += size;
  }

  /** Bytes of text of these lines, as far as they are kept. */
  long bytes(long first, long last) {
    long to = Math.min(last, head);
    long from = Math.max(first, oldest);
    return to < from ? 0 : bytesUpTo(to) - bytesUpTo(from - 1);
  }

  /** Bytes of text of these lines, as far as they are kept. */
  long bytes(Seqs lines) {
    long[] sum = {0};
    lines.forEachRange((first, last) -> sum[0] += bytes(first, last));
    return sum[0];
  }

  /** Seq of the newest line that was said at {@code time} or before; 0 or a trimmed one if none. */
  long saidUpTo(long time) {
    long latest = time - TIME_GRAIN;
    int low = 0;
    int high = chunks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (chunks.get(middle).firstTime() <= latest) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    long[] upTo = {oldest - 1};
    if (low > 0) {
      LogChunk chunk = chunks.get(low - 1);
      chunk.forEachRun(
          chunk.first,
          chunk.last(),
          (first, last, at, speaker) -> upTo[0] = at <= latest ? last : upTo[0]);
    }
    return upTo[0];
  }

  /** When the line, which is kept, was said, at most 50 ms too early. */
  long timeOf(long seq) {
    long[] time = {0};
    chunk(seq).forEachRun(seq, seq, (first, last, at, speaker) -> time[0] = at);
    return time[0];
  }

  /** Who said the lines, run by run; lines no longer kept are left out. */
  void forEachSender(Seqs lines, SenderConsumer consumer) {
    lines
        .between(oldest, head)
        .forEachRange(
            (first, last) -> {
              for (int i = index(first); i <= index(last); i++) {
                chunks
                    .get(i)
                    .forEachRun(
                        first,
                        last,
                        (from, to, time, speaker) ->
                            consumer.accept(from, to, speaker.sender(), speaker.connection()));
              }
            });
  }

  /** The lines up to {@code upTo} are no longer kept. */
  void trim(long upTo) {
    oldest = Math.max(oldest, Math.min(upTo, head) + 1);
    int gone = 0;
    while (gone < chunks.size() && chunks.get(gone).isFull() && chunks.get(gone).last() < oldest) {
      gone++;
    }
    chunks.subList(0, gone).clear();
  }

  void save(ByteOut out) {
    out.number(head);
    out.number(oldest);
    out.number(chunks.size());
    chunks.forEach(chunk -> chunk.save(out));
  }

  void load(ByteIn in) {
    head = in.number();
    oldest = in.number();
    int count = in.count();
    long first = count == 0 ? head + 1 : (head - 1) / LogChunk.LINES * LogChunk.LINES + 1;
    first -= Math.max(0, count - 1L) * LogChunk.LINES;
    for (int left = count; left > 0; left--) {
      LogChunk chunk = new LogChunk(first, bytes);
      chunk.load(in);
      if (left > 1 && !chunk.isFull()) {
        throw in.unreadable("a gap behind line " + chunk.last());
      }
      chunks.add(chunk);
      bytes = chunk.bytesUpTo(chunk.last());
      first = chunk.last() + 1;
    }
    if (first != head + 1 || oldest < 1 || oldest > head + 1) {
      throw in.unreadable("lines to " + (first - 1) + " of " + oldest + " to " + head);
    }
  }

  private long bytesUpTo(long seq) {
    LogChunk first = chunks.get(0);
    return seq < first.first ? first.bytesBefore : chunk(seq).bytesUpTo(seq);
  }

  private LogChunk newest() {
    return chunks.get(chunks.size() - 1);
  }

  private LogChunk chunk(long seq) {
    return chunks.get(index(seq));
  }

  private int index(long seq) {
    return (int) ((seq - chunks.get(0).first) / LogChunk.LINES);
  }
}
