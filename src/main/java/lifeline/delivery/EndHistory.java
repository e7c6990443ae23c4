package lifeline.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.connection.CloseCause;
import lifeline.protocol.Message;
import lifeline.protocol.Notices;

/** How the last 10,000 connections ended. */
final class EndHistory {
  private static final int MOST = 10_000;
  private static final int MOST_SHOWN = 10;

  private final Deque<End> newestFirst = new ArrayDeque<>();

  /**
   * One end.
   *
   * @param openLines lines that wait for the name
   */
  record End(String name, CloseCause cause, long time, long openLines) {}

  void add(String name, CloseCause cause, long time, long openLines) {
    newestFirst.addFirst(new End(name, cause, time, openLines));
    if (newestFirst.size() > MOST) {
      newestFirst.removeLast();
    }
  }

  /** The last ten ends of the name, newest first. */
  List<Message> of(String name) {
    List<Message> found = new ArrayList<>();
    Iterator<End> ends = newestFirst.iterator();
    while (ends.hasNext() && found.size() < MOST_SHOWN) {
      End end = ends.next();
      if (end.name().equalsIgnoreCase(name)) {
        found.add(notice(end));
      }
    }
    return found;
  }

  /** All that are retained, newest first, in the form of {@link #of}. */
  List<Message> all() {
    return newestFirst.stream().map(EndHistory::notice).toList();
  }

  private static Message notice(End end) {
    return Notices.ended(end.name(), end.cause(), end.time(), end.openLines());
  }

  void save(ByteOut out) {
    out.number(newestFirst.size());
    for (End end : newestFirst) {
      out.word(end.name());
      out.word(end.cause().word());
      out.number(end.time());
      out.number(end.openLines());
    }
  }

  void load(ByteIn in) {
    for (int left = in.count(); left > 0; left--) {
      newestFirst.addLast(new End(in.known(), CloseCause.read(in), in.number(), in.number()));
    }
  }
}
