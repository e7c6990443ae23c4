package lifeline.delivery.lines;

import java.util.ArrayList;
import java.util.List;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/**
 * Some consecutive lines of a room: the size of each, and, for runs of lines, their sender and
 * time. Takes one to two bytes a line and three to five a run. A full chunk does not change, so
 * that another thread may save it.
 */
public final class LogChunk {
  /** Number of lines in a chunk, unless it is the room's newest. */
  static final int LINES = 1024;

  /** Lines of one sender within this many milliseconds are a run, with the time of its first. */
  static final long TIME_GRAIN = 50;

  /** A sender that is not among this many latest ones is added again. */
  private static final int SENDERS_CHECKED = 16;

  /** The positions of every {@code MARK}th line are known without reading from the first on. */
  private static final int MARK = 64;

  /** Seq of the first line. */
  final long first;

  /** Bytes of all lines before. */
  final long bytesBefore;

  private final VarintArray sizes = new VarintArray();

  /** For each run the lines and the time since the run before, and the index of the sender. */
  private final VarintArray runs = new VarintArray();

  private final List<Sender> senders = new ArrayList<>(1);

  /** Null until they are asked for, if the chunk is full; its thread's alone. */
  private Marks marks = new Marks();

  private int lines;
  private long bytes;
  private long firstTime;

  /** Of the newest run: its first line, its time, its sender. */
  private int runLine;

  private long runTime;
  private int runSender = -1;

  /** The positions in {@code sizes} of every {@code MARK}th line, and the bytes before it. */
  private static final class Marks {
    final int[] position = new int[LINES / MARK];
    final long[] bytes = new long[LINES / MARK];
  }

  /** The folded name and the connection that lines are from. */
  record Sender(String name, long connection) {}

  /** Takes lines {@code first} to {@code last}, of one run. */
  @FunctionalInterface
  interface RunConsumer {
    void accept(long first, long last, long time, Sender speaker);
  }

  LogChunk(long first, long bytesBefore) {
    this.first = first;
    this.bytesBefore = bytesBefore;
  }

  /** Seq of the last line; {@code first − 1} if there is none. */
  long last() {
    return first + lines - 1;
  }

  boolean isFull() {
    return lines == LINES;
  }

  /** When the first line was accepted. */
  long firstTime() {
    return firstTime;
  }

  /** Bytes of all lines up to {@code seq}, which is one of the chunk or the one before it. */
  long bytesUpTo(long seq) {
    int count = (int) (seq - first + 1);
    if (count == lines) {
      return bytesBefore + bytes;
    }
    if (marks == null) {
      marks = marks();
    }
    long sum = bytesBefore + marks.bytes[count / MARK];
    VarintArray.Cursor next = sizes.from(marks.position[count / MARK]);
    for (int left = count % MARK; left > 0; left--) {
      sum += next.next();
    }
    return sum;
  }

  /** Adds a line; the chunk must not be full. */
  void append(int size, long time, String sender, long connection) {
    addSize(size);
    boolean same = runSender >= 0 && isBy(senders.get(runSender), sender, connection);
    if (!same || time - runTime >= TIME_GRAIN) {
      addRun(lines, time, senderIndex(sender, connection));
    }
    lines++;
    finishIfFull();
  }

  /** The runs that have lines among {@code from} to {@code to}, cut to these. */
  void forEachRun(long from, long to, RunConsumer consumer) {
    VarintArray.Cursor next = runs.from(0);
    long begin = first + next.next();
    long time = next.next();
    Sender speaker = senders.get((int) next.next());
    while (begin <= to) {
      boolean more = next.hasNext();
      long following = more ? begin + next.next() : last() + 1;
      if (following > from) {
        consumer.accept(Math.max(begin, from), Math.min(following - 1, to), time, speaker);
      }
      if (!more) {
        return;
      }
      begin = following;
      time += next.next();
      speaker = senders.get((int) next.next());
    }
  }

  void save(ByteOut out) {
    out.number(lines);
    out.number(bytes);
    out.number(firstTime);
    sizes.save(out);
    out.number(senders.size());
    for (Sender speaker : senders) {
      out.word(speaker.name());
      out.id(speaker.connection());
    }
    runs.save(out);
  }

  void load(ByteIn in) {
    int count = in.integer();
    if (count < 1 || count > LINES) {
      throw in.unreadable("a chunk of " + count + " lines");
    }
    if (in.level() < 2) {
      loadLevel1(count, in);
      return;
    }
    lines = count;
    bytes = in.number();
    firstTime = in.number();
    sizes.load(in);
    loadSenders(in);
    runs.load(in);
    if (isFull()) {
      marks = null;
    } else {
      marks = marks();
      findNewestRun();
    }
  }

  private void loadSenders(ByteIn in) {
    for (int left = in.count(); left > 0; left--) {
      senders.add(new Sender(in.known(), in.id()));
    }
  }

  private void findNewestRun() {
    VarintArray.Cursor next = runs.from(0);
    while (next.hasNext()) {
      runLine += (int) next.next();
      runTime += next.next();
      runSender = (int) next.next();
    }
  }

  private Marks marks() {
    Marks found = new Marks();
    VarintArray.Cursor next = sizes.from(0);
    long sum = 0;
    for (int line = 0; line < lines; line++) {
      if (line % MARK == 0) {
        found.position[line / MARK] = next.position();
        found.bytes[line / MARK] = sum;
      }
      sum += next.next();
    }
    return found;
  }

  private void loadLevel1(int count, ByteIn in) {
    for (; lines < count; lines++) {
      addSize(in.number());
    }
    loadSenders(in);
    for (int left = in.count(); left > 0; left--) {
      long line = runLine + in.number();
      long time = runTime + in.number();
      int speaker = in.integer();
      if (line < runLine || line >= lines || speaker >= senders.size()) {
        throw in.unreadable("a run at line " + line + " of speaker " + speaker);
      }
      addRun((int) line, time, speaker);
    }
    if (runs.size() == 0) {
      throw in.unreadable("lines of nobody");
    }
    finishIfFull();
  }

  private void finishIfFull() {
    if (isFull()) {
      sizes.finish();
      runs.finish();
      marks = null;
    }
  }

  private void addSize(long size) {
    if (lines % MARK == 0) {
      marks.position[lines / MARK] = sizes.size();
      marks.bytes[lines / MARK] = bytes;
    }
    sizes.add(size);
    bytes += size;
  }

  private void addRun(int line, long time, int speaker) {
    firstTime = runs.size() == 0 ? time : firstTime;
    runs.add(line - (long) runLine);
    runs.add(time - runTime);
    runs.add(speaker);
    runLine = line;
    runTime = time;
    runSender = speaker;
  }

  private int senderIndex(String sender, long connection) {
    int latest = senders.size();
    for (int i = latest - 1; i >= Math.max(0, latest - SENDERS_CHECKED); i--) {
      if (isBy(senders.get(i), sender, connection)) {
        return i;
      }
    }
    senders.add(new Sender(sender, connection));
    return latest;
  }

  private static boolean isBy(Sender speaker, String sender, long connection) {
    return speaker.connection() == connection && speaker.name().equals(sender);
  }
}
