package lifeline.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;

/**
 * A growing array of bytes. What a method here writes is read by the method of the same name in
 * {@link ByteIn}.
 */
public final class ByteOut {
  private static final int FIRST_BYTES = 256;

  private final int level;
  private final Map<String, Integer> words = new HashMap<>();
  private final Map<Long, Integer> ids = new HashMap<>();
  private byte[] bytes = new byte[FIRST_BYTES];
  private int size;

  /** For the newest {@link CodecVersion#LEVEL}. */
  public ByteOut() {
    this(CodecVersion.LEVEL);
  }

  /**
   * @param level what is written must be readable by servers of this level, 1 to {@link
   *     CodecVersion#LEVEL}
   */
  public ByteOut(int level) {
    if (level < 1 || level > CodecVersion.LEVEL) {
      throw new IllegalArgumentException("level " + level + " of " + CodecVersion.LEVEL);
    }
    this.level = level;
  }

  public int level() {
    return level;
  }

  /** Number of bytes so far. */
  public int size() {
    return size;
  }

  /** A copy of the bytes so far. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** One byte, 0 to 255. */
  public void octet(int value) {
    grow(1);
    bytes[size++] = (byte) value;
  }

  public void flag(boolean value) {
    octet(value ? 1 : 0);
  }

  /** Any number; the shortest are those from 0 to 127, the longest those below 0: 10 bytes. */
  public void number(long value) {
    grow(Varints.MAX_BYTES);
    size = Varints.write(bytes, size, value);
  }

  /** Any number; the shortest are those from −64 to 63. */
  public void signed(long value) {
    number((value << 1) ^ (value >> (Long.SIZE - 1)));
  }

  /** A text, in UTF-8; not null. */
  public void text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    raw(utf8, 0, utf8.length);
  }

  /** A text or null that is likely to be repeated: a repetition takes 1 to 3 bytes. */
  public void word(String value) {
    if (value == null) {
      number(0);
      return;
    }
    Integer known = words.putIfAbsent(value, words.size() + 1);
    if (known != null) {
      number(known);
    } else {
      number(words.size());
      text(value);
    }
  }

  /** A number that is likely to be repeated: a repetition takes 1 to 3 bytes. */
  public void id(long value) {
    Integer known = ids.putIfAbsent(value, ids.size());
    if (known != null) {
      number(known);
    } else {
      number(ids.size() - 1L);
      number(value);
    }
  }

  /** A flag, and the value if it is not null. */
  public <T> void nullable(T value, BiConsumer<T, ByteOut> writer) {
    flag(value != null);
    if (value != null) {
      writer.accept(value, this);
    }
  }

  /** The number of values, and each of them. */
  public <T> void list(List<T> values, BiConsumer<T, ByteOut> writer) {
    number(values.size());
    values.forEach(value -> writer.accept(value, this));
  }

  /** The bytes {@code source[from, to)} as they are, without their number. */
  public void raw(byte[] source, int from, int to) {
    grow(to - from);
    System.arraycopy(source, from, bytes, size, to - from);
    size += to - from;
  }

  /** Writes words and ids in full again from here on, so that what follows can be read alone. */
  void resetReferences() {
    words.clear();
    ids.clear();
  }

  /** Four bytes, the highest first. */
  void fixed(int value) {
    for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      octet(value >>> shift);
    }
  }

  /** CRC-32C of the bytes from {@code from} on. */
  int checksum(int from) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, size - from);
    return (int) sum.getValue();
  }

  private void grow(int more) {
    if (bytes.length - size < more) {
      long wanted =
          Math.max((long) size + more, Math.min(2L * bytes.length, Integer.MAX_VALUE - 8));
      bytes = Arrays.copyOf(bytes, Math.toIntExact(wanted));
    }
  }
}
