package lifeline.delivery.lines;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.protocol.Message;
import lifeline.protocol.Notices;

/** How many lines of a subscription will not be delivered, as far as no member was notified. */
public final class PendingNotices {
  /** By the reason. */
  private final Map<String, Long> dead = new LinkedHashMap<>();

  private long expired;

  public void dead(String reason, long lines) {
    dead.merge(reason, lines, Long::sum);
  }

  public void expired(long lines) {
    expired += lines;
  }

  public boolean isEmpty() {
    return dead.isEmpty() && expired == 0;
  }

  /** Takes the notices. */
  public List<Message> take() {
    List<Message> notices = new ArrayList<>();
    dead.forEach((reason, lines) -> notices.add(Notices.dead(lines, reason)));
    dead.clear();
    if (expired > 0) {
      notices.add(Notices.expired(expired));
      expired = 0;
    }
    return notices;
  }

  public void save(ByteOut out) {
    out.number(dead.size());
    dead.forEach(
        (reason, lines) -> {
          out.word(reason);
          out.number(lines);
        });
    out.number(expired);
  }

  public void load(ByteIn in) {
    for (int left = in.count(); left > 0; left--) {
      dead.put(in.known(), in.number());
    }
    expired = in.number();
  }
}
