package lifeline.codec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A snapshot, cut into named sections. Each is a {@link Frame#STATE} that holds its own name first,
 * and can be kept and read alone; {@link #toBytes} puts them all into one.
 */
public final class Sections {
  private final Map<String, byte[]> byName = new LinkedHashMap<>();

  /** Sections in one piece, as {@link #toBytes} made it. */
  public static Sections of(byte[] bytes) {
    Sections sections = new Sections();
    ByteIn in = ByteIn.of("snapshot", bytes);
    for (int left = in.count(); left > 0; left--) {
      String name = in.text();
      sections.byName.put(name, in.raw(in.count()));
    }
    in.end();
    return sections;
  }

  /** All sections in one piece. */
  public byte[] toBytes() {
    ByteOut out = new ByteOut();
    out.number(byName.size());
    byName.forEach(
        (name, bytes) -> {
          out.text(name);
          out.number(bytes.length);
          out.raw(bytes, 0, bytes.length);
        });
    return out.toBytes();
  }

  /** Adds a section with what {@code content} writes. */
  public void write(String name, Consumer<ByteOut> content) {
    ByteOut out = new ByteOut();
    int start = Frame.STATE.begin(out);
    out.text(name);
    content.accept(out);
    Frame.STATE.end(out, start);
    byName.put(name, out.toBytes());
  }

  /**
   * Has {@code content} read the section, all of it.
   *
   * @throws UnreadableException if it is missing, damaged or another one
   * @throws NewerFormatException if a newer server wrote it
   */
  public void read(String name, Consumer<ByteIn> content) {
    byte[] bytes = byName.get(name);
    if (bytes == null) {
      throw new UnreadableException("snapshot: section " + name + " is missing");
    }
    ByteIn in = Frame.STATE.open("section " + name, bytes, 0, bytes.length);
    String found = in.text();
    if (!found.equals(name)) {
      throw in.unreadable("it is section " + found);
    }
    content.accept(in);
    in.end();
  }

  /** Adds a section that was kept elsewhere. The array is taken over, not copied. */
  public void put(String name, byte[] bytes) {
    byName.put(name, bytes);
  }

  /** In the order in which they were added. */
  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  /** The section's bytes, which nobody may change; null if there is no such section. */
  public byte[] bytes(String name) {
    return byName.get(name);
  }
}
