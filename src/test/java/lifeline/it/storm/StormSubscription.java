package lifeline.it.storm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A place in a room, of a name or a group, with all the connections it ever had in the storm; and
 * the oracle: what they must have heard.
 *
 * @param owner the name or the group
 * @param soft its connections end by {@code /quit} alone
 */
public record StormSubscription(
    String room,
    String owner,
    boolean group,
    boolean acks,
    boolean soft,
    int size,
    List<StormReader> readers) {
  /** The receive buffer that sockets of readers ask for, in bytes. */
  static final int SOCKET_BUFFER = 8 * 1024;

  /** What the kernel may have acknowledged and the reader not read: Linux doubles SO_RCVBUF. */
  private static final long SOCKET_LOSS = 8L * SOCKET_BUFFER;

  /** The same for a program with the largest buffer of tcp_rmem, and a block in its hands. */
  private static final long PROGRAM_LOSS = 6L * 1024 * 1024 + 128 * 1024;

  public static StormSubscription name(
      String room, String name, boolean acks, boolean soft, int size) {
    return new StormSubscription(room, name, false, acks, soft, size, new ArrayList<>());
  }

  public static StormSubscription group(String room, String name, boolean acks, int size) {
    return new StormSubscription(room, name, true, acks, false, size, new ArrayList<>());
  }

  /** As {@code /stats} shows it. */
  String key() {
    return room + (group ? " group " : " name ") + owner;
  }

  /** What a connection of it sends at first. */
  String greeting() {
    String confirm = "/format tsv\n/confirm " + (acks ? "ack" : "received") + "\n/window 8\n";
    if (group) {
      return confirm + "/join " + room + " as " + owner + " from all\n";
    }
    return confirm + "/name " + owner + "\n/join " + room + " from all\n";
  }

  /** What is against the rules, when all readers have ended. */
  public List<String> check(StormLog log) {
    List<String> wrong = new ArrayList<>();
    Set<Long> settled = new HashSet<>();
    for (StormReader reader : readers) {
      wrong.addAll(reader.wrong());
      settled.addAll(reader.settled());
      checkOrder(reader, wrong);
    }
    checkRepeats(wrong);
    List<StormLog.Accepted> missing =
        log.lines().stream().filter(line -> !settled.contains(line.seq())).toList();
    checkMissing(missing, wrong);
    return wrong;
  }

  /** Lines that nobody read, which only a kernel had acknowledged. */
  long unread(StormLog log) {
    Set<Long> settled = new HashSet<>();
    readers.forEach(reader -> settled.addAll(reader.settled()));
    return log.lines().stream().filter(line -> !settled.contains(line.seq())).count();
  }

  public long marked() {
    return readers.stream()
        .flatMap(reader -> reader.heard().stream())
        .filter(StormReader.Heard::marked)
        .count();
  }

  /** A line without mark and not urgent is never below another such line. */
  private void checkOrder(StormReader reader, List<String> wrong) {
    long last = 0;
    for (StormReader.Heard line : reader.heard()) {
      if (!line.marked() && !line.urgent()) {
        if (line.seq() <= last) {
          wrong.add(key() + ": one connection heard " + last + ", then unmarked " + line.seq());
        }
        last = line.seq();
      }
    }
  }

  /**
   * No line is new to two members of a group, nor to a connection of a name that began when one
   * that had read it was gone; and none comes at all to one that began after it was confirmed.
   */
  private void checkRepeats(List<String> wrong) {
    for (StormReader later : readers) {
      Set<Long> heard = new HashSet<>();
      Set<Long> fresh = new HashSet<>();
      for (StormReader.Heard line : later.heard()) {
        heard.add(line.seq());
        if (!line.marked() && !fresh.add(line.seq())) {
          wrong.add(key() + ": " + line.seq() + " came twice unmarked to one connection");
        }
      }
      for (StormReader earlier : readers) {
        boolean over = earlier.connection().endNanos() < later.startNanos();
        if (earlier != later && (group || over)) {
          for (StormReader.Heard line : earlier.heard()) {
            if (!line.marked() && fresh.contains(line.seq())) {
              wrong.add(key() + ": " + line.seq() + " was new to two connections");
            }
          }
        }
        if (acks && over && earlier.goodBye()) {
          Set<Long> again = new TreeSet<>(earlier.settled());
          again.retainAll(heard);
          if (!again.isEmpty()) {
            wrong.add(key() + ": confirmed, but sent again: " + again);
          }
        }
      }
    }
  }

  /**
   * With {@code /confirm ack} nothing is missing. With {@code received}, what is missing was on its
   * way to a connection that ended without reading, and fits into the buffers of such ones.
   */
  private void checkMissing(List<StormLog.Accepted> missing, List<String> wrong) {
    long allowed = 0;
    for (StormReader reader : readers) {
      if (!acks && reader.hard()) {
        allowed += reader.connection().isProgram() ? PROGRAM_LOSS : SOCKET_LOSS;
      }
    }
    long bytes = 0;
    for (StormLog.Accepted line : missing) {
      bytes += line.text().length() + 60;
      if (readers.stream().noneMatch(reader -> mayHaveLost(reader, line))) {
        wrong.add(key() + ": nobody has heard " + line);
      }
    }
    if (bytes > allowed) {
      wrong.add(key() + ": " + bytes + " bytes missing, at most " + allowed + " may be unread");
    }
  }

  private boolean mayHaveLost(StormReader reader, StormLog.Accepted line) {
    if (acks || !reader.hard() || line.acceptedMillis() > reader.connection().endMillis()) {
      return false;
    }
    long last =
        reader.heard().stream()
            .filter(heard -> !heard.marked() && !heard.urgent())
            .mapToLong(StormReader.Heard::seq)
            .max()
            .orElse(0);
    return group || size > 1 || line.urgent() || line.seq() > last;
  }

  @Override
  public String toString() {
    return key();
  }
}
