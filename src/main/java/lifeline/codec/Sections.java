package lifeline.codec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A snapshot, cut into named sections. Each is a {@link Frame#STATE} that holds its own name first,
 * and can be kept and read alone; {@link #toBytes} puts them all into one. A fixed one never
 * changes as long as it is there: who keeps it under its name need not keep it again.
 */
public final class Sections {
  private final Map<String, Supplier<byte[]>> byName = new LinkedHashMap<>();
  private final Set<String> fixed = new LinkedHashSet<>();

  /** Sections in one piece, as {@link #toBytes} made it. */
  public static Sections of(byte[] bytes) {
    Sections sections = new Sections();
    ByteIn in = ByteIn.of("snapshot", bytes);
    for (int left = in.count(); left > 0; left--) {
      String name = in.text();
      sections.put(name, in.raw(in.count()));
    }
    in.end();
    return sections;
  }

  /** All sections in one piece. */
  public byte[] toBytes() {
    ByteOut out = new ByteOut();
    out.number(byName.size());
    byName.forEach(
        (name, content) -> {
          byte[] bytes = content.get();
          out.text(name);
          out.number(bytes.length);
          out.raw(bytes, 0, bytes.length);
        });
    return out.toBytes();
  }

  /** Adds a section with what {@code content} writes. */
  public void write(String name, Consumer<ByteOut> content) {
    put(name, framed(name, content));
  }

  /**
   * Adds a fixed section.
   *
   * @param content called when somebody wants the bytes, on whichever thread
   */
  public void writeFixed(String name, Consumer<ByteOut> content) {
    byName.put(name, () -> framed(name, content));
    fixed.add(name);
  }

  private static byte[] framed(String name, Consumer<ByteOut> content) {
    ByteOut out = new ByteOut();
    int start = Frame.STATE.begin(out);
    out.text(name);
    content.accept(out);
    Frame.STATE.end(out, start);
    return out.toBytes();
  }

  /**
   * Has {@code content} read the section, all of it.
   *
   * @throws UnreadableException if it is missing, damaged or another one
   * @throws NewerFormatException if a newer server wrote it
   */
  public void read(String name, Consumer<ByteIn> content) {
    byte[] bytes = bytes(name);
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
    byName.put(name, () -> bytes);
  }

  /** In the order in which they were added. */
  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  /** Those of the names that were given to {@link #writeFixed}. */
  public Set<String> fixed() {
    return Collections.unmodifiableSet(fixed);
  }

  /** The section's bytes, which nobody may change; null if there is no such section. */
  public byte[] bytes(String name) {
    Supplier<byte[]> content = byName.get(name);
    return content == null ? null : content.get();
  }
}
