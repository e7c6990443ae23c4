package lifeline.delivery.lines;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.protocol.Message;

/** The keys of a room's {@code /once} lines: 10 minutes, and at most the newest 100,000. */
public final class OnceKeys {
  private static final long RETAINED_MILLIS = 10 * 60_000;
  private static final int MOST = 100_000;

  private final Map<String, First> byKey = new LinkedHashMap<>();

  private record First(Message.Receipt receipt, long time) {}

  /** The receipt of the first line with this key; null if there was none lately. */
  public Message.Receipt first(String key, long now) {
    forget(now);
    First first = byKey.get(key);
    return first == null ? null : first.receipt();
  }

  public void store(String key, Message.Receipt receipt, long now) {
    byKey.put(key, new First(receipt, now));
    forget(now);
  }

  private void forget(long now) {
    Iterator<First> oldest = byKey.values().iterator();
    while (oldest.hasNext()) {
      First first = oldest.next();
      if (byKey.size() <= MOST && now - first.time() < RETAINED_MILLIS) {
        return;
      }
      oldest.remove();
    }
  }

  public void save(ByteOut out) {
    out.number(byKey.size());
    byKey.forEach(
        (key, first) -> {
          out.text(key);
          out.text(first.receipt().id());
          out.number(first.receipt().to());
          out.number(first.receipt().waiting());
          out.number(first.receipt().lines());
          out.number(first.time());
        });
  }

  public void load(ByteIn in) {
    for (int left = in.count(); left > 0; left--) {
      String key = in.text();
      Message.Receipt receipt =
          new Message.Receipt(in.text(), in.integer(), in.integer(), in.integer());
      byKey.put(key, new First(receipt, in.number()));
    }
  }
}
