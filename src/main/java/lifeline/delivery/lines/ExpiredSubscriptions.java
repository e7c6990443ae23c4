package lifeline.delivery.lines;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.protocol.Message;
import lifeline.protocol.Notices;

/**
 * How many lines were dropped with expired subscriptions, to be reported to their owners when they
 * return. Those of the last 10,000 owners are known.
 */
public final class ExpiredSubscriptions {
  private static final int MOST = 10_000;

  private final Map<String, Map<String, Long>> byOwner = new LinkedHashMap<>();

  /** The owner's subscription to the room has expired, and with it {@code lines} open lines. */
  public void add(String owner, String room, long lines) {
    if (lines > 0) {
      byOwner.computeIfAbsent(owner, o -> new LinkedHashMap<>()).merge(room, lines, Long::sum);
      if (byOwner.size() > MOST) {
        byOwner.remove(byOwner.keySet().iterator().next());
      }
    }
  }

  /** Takes the notices for the owner. */
  public List<Message> take(String owner) {
    List<Message> notices = new ArrayList<>();
    Map<String, Long> rooms = byOwner.remove(owner);
    if (rooms != null) {
      rooms.forEach((room, lines) -> notices.add(Notices.parted(room, lines)));
    }
    return notices;
  }

  public void save(ByteOut out) {
    out.number(byOwner.size());
    byOwner.forEach(
        (owner, rooms) -> {
          out.text(owner);
          out.number(rooms.size());
          rooms.forEach(
              (room, lines) -> {
                out.word(room);
                out.number(lines);
              });
        });
  }

  public void load(ByteIn in) {
    for (int left = in.count(); left > 0; left--) {
      Map<String, Long> rooms = new LinkedHashMap<>();
      byOwner.put(in.text(), rooms);
      for (int more = in.count(); more > 0; more--) {
        rooms.put(in.known(), in.number());
      }
    }
  }
}
