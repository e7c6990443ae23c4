package lifeline.delivery.lines;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/**
 * A room's lines without their texts: their number, which are retained, the size of each, and, for
 * runs of lines, their sender and time. Stored in chunks, so that old lines are neither moved nor
 * read when lines are added or trimmed.
 */
public final class RoomLog {
  /** Lines accepted within this many milliseconds share one time. */
  public static final long TIME_GRAIN = LogChunk.TIME_GRAIN;

  /** Full chunks are saved apart from the rest, in pages of this many. */
  private static final int PAGE_CHUNKS = 8;

  private static final long PAGE_LINES = (long) PAGE_CHUNKS * LogChunk.LINES;

  /** Without gaps; all but the last are full. The first may begin with lines no longer retained. */
  private final List<LogChunk> chunks = new ArrayList<>();

  private long head;
  private long oldest = 1;

  /** Bytes of all lines ever. */
  private long bytes;

  /** Takes lines {@code first} to {@code last} of one sender. */
  @FunctionalInterface
  public interface SenderConsumer {
    void accept(long first, long last, String sender, long connection);
  }

  /** Takes a page; its number determines its first line. */
  @FunctionalInterface
  public interface PageConsumer {
    void accept(long number, List<LogChunk> chunks);
  }

  /** Has {@code content} read the page of that number. */
  @FunctionalInterface
  public interface PageReader {
    void read(long number, Consumer<ByteIn> content);
  }

  /** Seq of the newest line; 0 before the first. */
  public long head() {
    return head;
  }

  /** Seq of the oldest retained line; head + 1 if there is none. */
  public long oldest() {
    return oldest;
  }

  /** Adds a line; {@code sender} is a folded name. */
  public void append(int size, long time, String sender, long connection) {
    if (chunks.isEmpty() || newest().isFull()) {
      chunks.add(new LogChunk(head + 1, bytes));
    }
    newest().append(size, time, sender, connection);
    head++;
    bytes += size;
  }

  /** Bytes of text of these lines, as far as they are retained. */
  public long bytes(long first, long last) {
    long to = Math.min(last, head);
    long from = Math.max(first, oldest);
    return to < from ? 0 : bytesUpTo(to) - bytesUpTo(from - 1);
  }

  /** The last of these lines that must go so that the rest have at most {@code most} bytes. */
  public long beyondBytes(long first, long last, long most) {
    long low = first;
    long high = last + 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (bytes(middle, last) > most) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** Bytes of text of these lines, as far as they are retained. */
  public long bytes(SeqRanges lines) {
    long[] sum = {0};
    lines.forEachRange((first, last) -> sum[0] += bytes(first, last));
    return sum[0];
  }

  /**
   * Seq of the newest line accepted at {@code time} or before; 0 or a trimmed one if there is none.
   */
  public long saidUpTo(long time) {
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

  /** When the line, which is retained, was accepted, at most 50 ms too early. */
  public long timeOf(long seq) {
    long[] time = {0};
    chunk(seq).forEachRun(seq, seq, (first, last, at, speaker) -> time[0] = at);
    return time[0];
  }

  /** The senders of the lines, run by run, without lines that are no longer retained. */
  public void forEachSender(SeqRanges lines, SenderConsumer consumer) {
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
                            consumer.accept(from, to, speaker.name(), speaker.connection()));
              }
            });
  }

  /** The lines up to {@code upTo} are no longer retained. */
  public void trim(long upTo) {
    oldest = Math.max(oldest, Math.min(upTo, head) + 1);
    int trimmed = 0;
    while (trimmed < chunks.size() && isGone(chunks.get(trimmed))) {
      trimmed++;
    }
    chunks.subList(0, trimmed).clear();
  }

  /**
   * The full pages. The bytes that {@link #save(List, ByteOut)} writes of one stay valid: later it
   * may have fewer chunks, and {@link #load} leaves out those that are no longer retained.
   */
  public void forEachPage(PageConsumer consumer) {
    for (long page = firstPage(); page < openPage(); page++) {
      consumer.accept(page, List.copyOf(chunks.subList(firstOf(page), firstOf(page + 1))));
    }
  }

  public static void save(List<LogChunk> some, ByteOut out) {
    out.number(some.size());
    for (LogChunk chunk : some) {
      out.number(chunk.first);
      chunk.save(out);
    }
  }

  /** Saves all but the full pages. */
  public void saveOpen(ByteOut out) {
    save(firstPage(), openPage(), out);
  }

  /** Saves everything. */
  public void save(ByteOut out) {
    save(firstPage(), firstPage(), out);
  }

  private void save(long firstPage, long firstOpen, ByteOut out) {
    out.number(head);
    out.number(oldest);
    out.number(firstPage);
    out.number(firstOpen - firstPage);
    save(chunks.subList(firstOf(firstOpen), chunks.size()), out);
  }

  /** Becomes the log that was saved. */
  public void load(ByteIn in, PageReader reader) {
    head = in.number();
    oldest = in.number();
    if (in.level() < 2) {
      loadLevel1(in);
    } else {
      long page = in.number();
      for (int left = in.integer(); left > 0; left--, page++) {
        reader.read(page, this::loadChunks);
      }
      loadChunks(in);
    }
    long last = chunks.isEmpty() ? head : newest().last();
    if (last != head || oldest < 1 || oldest > head + 1) {
      throw in.unreadable("lines to " + last + " of " + oldest + " to " + head);
    }
  }

  private void loadLevel1(ByteIn in) {
    int count = in.count();
    long first = (head - 1) / LogChunk.LINES * LogChunk.LINES + 1;
    first -= Math.max(0, count - 1L) * LogChunk.LINES;
    for (int left = count; left > 0; left--) {
      loadChunk(first, in);
      first += LogChunk.LINES;
    }
  }

  private void loadChunks(ByteIn in) {
    for (int left = in.count(); left > 0; left--) {
      loadChunk(in.number(), in);
    }
  }

  private void loadChunk(long first, ByteIn in) {
    LogChunk chunk = new LogChunk(first, bytes);
    chunk.load(in);
    if (first < 1 || first % LogChunk.LINES != 1 || (!chunks.isEmpty() && !follows(chunk))) {
      throw in.unreadable("a gap before line " + first);
    }
    if (!isGone(chunk)) {
      chunks.add(chunk);
      bytes = chunk.bytesUpTo(chunk.last());
    }
  }

  private boolean follows(LogChunk chunk) {
    return newest().isFull() && newest().last() + 1 == chunk.first;
  }

  /** Whether all lines of the chunk are trimmed. */
  private boolean isGone(LogChunk chunk) {
    return chunk.isFull() && chunk.last() < oldest;
  }

  private long firstPage() {
    return chunks.isEmpty() ? openPage() : (chunks.get(0).first - 1) / PAGE_LINES;
  }

  /** The page of the next line. */
  private long openPage() {
    return head / PAGE_LINES;
  }

  /** Index of the first chunk of the page. */
  private int firstOf(long page) {
    return chunks.isEmpty() ? 0 : Math.max(0, index(page * PAGE_LINES + 1));
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
