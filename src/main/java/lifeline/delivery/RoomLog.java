package lifeline.delivery;

import java.util.Arrays;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/**
 * What is known of a room's lines without their texts: how many there are, which are kept, how long
 * each is, and, for runs of lines, who said them and when.
 */
final class RoomLog {
  private static final int FIRST_LINES = 8;

  /** Lines said within so many milliseconds share one note of their time. */
  private static final long TIME_GRAIN = 50;

  private long head;
  private long oldest = 1;

  /** Bytes of all lines up to and with line {@code base + index}. */
  private long[] bytesUpTo = new long[0];

  private long base = 1;
  private long bytesBeforeBase;

  private long[] runFirst = new long[0];
  private long[] runTime = new long[0];
  private String[] runSender = new String[0];
  private long[] runConnection = new long[0];
  private int runs;

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
    long before = bytesUpTo(head);
    head++;
    int index = (int) (head - base);
    if (index == bytesUpTo.length) {
      bytesUpTo = Arrays.copyOf(bytesUpTo, Math.max(FIRST_LINES, 2 * index));
    }
    bytesUpTo[index] = before + size;
    if (runs == 0
        || runConnection[runs - 1] != connection
        || !runSender[runs - 1].equals(sender)
        || time - runTime[runs - 1] >= TIME_GRAIN) {
      addRun(head, time, sender, connection);
    }
  }

  /** Bytes of text of these lines, as far as they are kept. */
  long bytes(long first, long last) {
    return Math.max(0, bytesUpTo(Math.min(last, head)) - bytesUpTo(Math.max(first, oldest) - 1));
  }

  /** Seq of the newest line that was said at {@code time} or before; 0 or a trimmed one if none. */
  long saidUpTo(long time) {
    int run = runs - 1;
    while (run >= 0 && runTime[run] > time - TIME_GRAIN) {
      run--;
    }
    if (run < 0) {
      return oldest - 1;
    }
    return run == runs - 1 ? head : runFirst[run + 1] - 1;
  }

  /** When the line was said, at most 50 ms too early. */
  long timeOf(long seq) {
    return runs == 0 ? 0 : runTime[runOf(seq)];
  }

  /** Who said the lines, run by run; lines no longer kept are left out. */
  void forEachSender(Seqs lines, SenderConsumer consumer) {
    Seqs kept = lines.between(oldest, head);
    kept.forEachRange(
        (first, last) -> {
          for (int run = runOf(first); run < runs && runFirst[run] <= last; run++) {
            long end = run == runs - 1 ? head : runFirst[run + 1] - 1;
            consumer.accept(
                Math.max(first, runFirst[run]),
                Math.min(last, end),
                runSender[run],
                runConnection[run]);
          }
        });
  }

  /** The lines up to {@code upTo} are no longer kept. */
  void trim(long upTo) {
    oldest = Math.max(oldest, Math.min(upTo, head) + 1);
    int gone = (int) (oldest - base);
    if (gone > 0 && gone >= (head - base + 1) / 2) {
      bytesBeforeBase = bytesUpTo(oldest - 1);
      bytesUpTo = Arrays.copyOfRange(bytesUpTo, gone, Math.max(gone, (int) (head - base + 1)));
      base = oldest;
    }
    int goneRuns = oldest > head ? runs : runOf(oldest);
    if (goneRuns > 0) {
      runFirst = Arrays.copyOfRange(runFirst, goneRuns, runs);
      runTime = Arrays.copyOfRange(runTime, goneRuns, runs);
      runSender = Arrays.copyOfRange(runSender, goneRuns, runs);
      runConnection = Arrays.copyOfRange(runConnection, goneRuns, runs);
      runs -= goneRuns;
    }
  }

  /** Saves what is kept; where the arrays begin is nobody's business. */
  void save(ByteOut out) {
    out.number(head);
    out.number(head - oldest + 1);
    for (long seq = oldest; seq <= head; seq++) {
      out.number(bytesUpTo(seq) - bytesUpTo(seq - 1));
    }
    out.number(runs);
    for (int run = 0; run < runs; run++) {
      out.number(runFirst[run] - (run == 0 ? 0 : runFirst[run - 1]));
      out.signed(runTime[run] - (run == 0 ? 0 : runTime[run - 1]));
      out.word(runSender[run]);
      out.id(runConnection[run]);
    }
  }

  void load(ByteIn in) {
    head = in.number();
    int lines = in.count();
    oldest = head - lines + 1;
    base = oldest;
    bytesUpTo = new long[lines];
    long upTo = 0;
    for (int line = 0; line < lines; line++) {
      upTo += in.integer();
      bytesUpTo[line] = upTo;
    }
    long first = 0;
    long time = 0;
    for (int left = in.count(); left > 0; left--) {
      first += in.number();
      time += in.signed();
      addRun(first, time, in.known(), in.id());
    }
  }

  private long bytesUpTo(long seq) {
    return seq < base ? bytesBeforeBase : bytesUpTo[(int) (seq - base)];
  }

  private int runOf(long seq) {
    int index = Arrays.binarySearch(runFirst, 0, runs, seq);
    return Math.max(0, index >= 0 ? index : -index - 2);
  }

  private void addRun(long first, long time, String sender, long connection) {
    if (runs == runFirst.length) {
      int grown = Math.max(FIRST_LINES, 2 * runs);
      runFirst = Arrays.copyOf(runFirst, grown);
      runTime = Arrays.copyOf(runTime, grown);
      runSender = Arrays.copyOf(runSender, grown);
      runConnection = Arrays.copyOf(runConnection, grown);
    }
    runFirst[runs] = first;
    runTime[runs] = time;
    runSender[runs] = sender;
    runConnection[runs] = connection;
    runs++;
  }
}
