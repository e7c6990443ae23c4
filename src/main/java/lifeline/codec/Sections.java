package lifeline.codec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot, divided into named sections. Each is a {@link Frame#STATE} that begins with its own
 * name, and can be stored and read alone; {@link #toBytes} joins them all. A fixed section never
 * changes while it exists: a store that has it under its name need not write it again.
 */
public final class Sections {
  private final Map<String, Supplier<byte[]>> byName = new LinkedHashMap<>();
  private final Set<String> fixed = new LinkedHashSet<>();

  /** The sections that {@link #toBytes} has joined. */
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

  /** All sections, joined. */
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
   * @param content called at each call of {@link #bytes} or {@link #toBytes}, on its thread
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
   * Has {@code content} read the section, which it must read to its end.
   *
   * @throws UnreadableException if it is missing or damaged, or has another name
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

  /** Adds a section that was stored elsewhere. The array is not copied. */
  public void put(String name, byte[] bytes) {
    byName.put(name, () -> bytes);
  }

  /** In the order in which they were added. */
  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  /** Names of the fixed sections. */
  public Set<String> fixed() {
    return Collections.unmodifiableSet(fixed);
  }

  /** The section's bytes, which must not be changed; null if there is no such section. */
  public byte @Nullable [] bytes(String name) {
    Supplier<byte[]> content = byName.get(name);
    return content == null ? null : content.get();
  }
}
