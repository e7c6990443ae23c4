package lifeline.it.storm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What is in the log of a room: what a guest hears that is there from the first line to the last.
 */
public final class StormLog {
  /** A line of the log, and when the server accepted it: milliseconds since the epoch. */
  public record Accepted(long seq, String from, String text, long acceptedMillis) {
    boolean urgent() {
      return text.startsWith("urgent ");
    }
  }

  private final String room;
  private final StormConnection wire;
  private final ConcurrentSkipListMap<Long, Accepted> lines = new ConcurrentSkipListMap<>();
  private final List<String> wrong = new ArrayList<>();
  private volatile boolean joined;

  /** Hears what is said from now on. */
  StormLog(String room, int port) {
    this(room, port, "");
  }

  /** Hears the room from where {@code from} says, such as {@code from all}. */
  public StormLog(String room, int port, String from) {
    this.room = room;
    wire = StormConnection.socket(port, 1 << 20).readTo(this::hear);
    wire.write("/format tsv\n/join " + room + " " + from + "\n");
  }

  boolean joined() {
    return joined;
  }

  public String room() {
    return room;
  }

  /** The seq of the newest line; 0 if there is none. */
  public long last() {
    return lines.isEmpty() ? 0 : lines.lastKey();
  }

  Accepted line(long seq) {
    return lines.get(seq);
  }

  public List<Accepted> lines() {
    return List.copyOf(lines.values());
  }

  /** What this listener has heard against the rules; to be asked after {@link #close}. */
  public List<String> wrong() {
    return wrong;
  }

  public void close() {
    wire.leave();
    wire.awaitEnd(10);
  }

  private void hear(String text) {
    joined |= text.startsWith("*\tjoined\t");
    String[] columns = text.split("\t", 6);
    if (columns.length < 6) {
      return;
    }
    long seq = StormReader.seq(columns[0]);
    if (seq != last() + 1 || !columns[4].equals("1")) {
      wrong.add(room + ": after " + last() + " came " + text);
    }
    long accepted = Instant.parse(columns[1]).toEpochMilli();
    lines.put(seq, new Accepted(seq, columns[3], columns[5], accepted));
  }
}
