package lifeline.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ByteOut} wrote. Every method throws {@link UnreadableException} where the bytes
 * are not what it reads; none takes more memory or time than the number of bytes allows.
 */
public final class ByteIn {
  private static final int OCTET = 0xff;

  /** What the decoder puts in place of bytes that are not UTF-8. */
  private static final char REPLACED = '\uFFFD';

  private final String what;
  private final byte[] bytes;
  private final int end;
  private final int level;
  private final List<String> words = new ArrayList<>();
  private final List<Long> ids = new ArrayList<>();
  private int next;

  /**
   * @param what names what is read, in messages
   * @param level the level that it was written with
   */
  ByteIn(String what, byte[] bytes, int from, int to, int level) {
    this.what = what;
    this.bytes = bytes;
    this.next = from;
    this.end = to;
    this.level = level;
  }

  /** Reads bytes without a {@link Frame}, of the newest {@link CodecVersion#LEVEL}. */
  public static ByteIn of(String what, byte[] bytes) {
    return new ByteIn(what, bytes, 0, bytes.length, CodecVersion.LEVEL);
  }

  /** The {@link CodecVersion#LEVEL} that the bytes were written with. */
  public int level() {
    return level;
  }

  public int octet() {
    need(1);
    return bytes[next++] & OCTET;
  }

  public boolean flag() {
    int value = octet();
    if (value > 1) {
      throw unreadable("neither yes nor no: " + value);
    }
    return value == 1;
  }

  public long number() {
    int after = Varints.end(bytes, next, end);
    if (after < 0) {
      boolean cut = end - next < Varints.MAX_BYTES;
      throw unreadable(cut ? "ends within a number" : "a number is too long");
    }
    long value = Varints.read(bytes, next);
    next = after;
    return value;
  }

  public long signed() {
    long value = number();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A {@link #number} from 0 to {@link Integer#MAX_VALUE}. */
  public int integer() {
    long value = number();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw unreadable("a number is too large: " + Long.toUnsignedString(value));
    }
    return (int) value;
  }

  /** A {@link #signed} number that is an int. */
  public int signedInteger() {
    long value = signed();
    if (value != (int) value) {
      throw unreadable("a number is too large: " + value);
    }
    return (int) value;
  }

  /**
   * The {@link #number} of the items that follow, at least a byte each; an array for them is never
   * out of proportion to the bytes.
   */
  public int count() {
    int count = integer();
    if (count > end - next) {
      throw unreadable(count + " items in " + (end - next) + " bytes");
    }
    return count;
  }

  public String text() {
    int length = count();
    String text = new String(bytes, next, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACED) >= 0 && !isUtf8(next, length)) {
      throw unreadable("a text is not UTF-8");
    }
    next += length;
    return text;
  }

  /** May be null. */
  public @Nullable String word() {
    int index = integer();
    if (index == 0) {
      return null;
    }
    if (index == words.size() + 1) {
      words.add(text());
    } else if (index > words.size()) {
      throw unreadable("no word " + index);
    }
    return words.get(index - 1);
  }

  /** A {@link #word} that is not null. */
  public String known() {
    String word = word();
    if (word == null) {
      throw unreadable("a text is missing");
    }
    return word;
  }

  /** The one of {@code choices} whose word, as {@code wordOf} gives it, comes next. */
  public <E> E oneOf(E[] choices, Function<E, String> wordOf) {
    String word = known();
    for (E choice : choices) {
      if (wordOf.apply(choice).equals(word)) {
        return choice;
      }
    }
    throw unreadable("unknown word " + word);
  }

  public long id() {
    int index = integer();
    if (index == ids.size()) {
      ids.add(number());
    } else if (index > ids.size()) {
      throw unreadable("no id " + index);
    }
    return ids.get(index);
  }

  /** A value or null. */
  public <T> @Nullable T nullable(Function<ByteIn, T> reader) {
    return flag() ? reader.apply(this) : null;
  }

  /** Each value takes at least a byte. */
  public <T> List<T> list(Function<ByteIn, T> reader) {
    int count = count();
    List<T> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(reader.apply(this));
    }
    return values;
  }

  /** The next {@code length} bytes. */
  public byte[] raw(int length) {
    need(length);
    next += length;
    return Arrays.copyOfRange(bytes, next - length, next);
  }

  /** Checks that all has been read. */
  public void end() {
    if (next < end) {
      throw unreadable((end - next) + " bytes too many");
    }
  }

  /** The exception for what was read and is not possible; it names the place. */
  public UnreadableException unreadable(String why) {
    return new UnreadableException(what + ", byte " + next + ": " + why);
  }

  private boolean isUtf8(int from, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private void need(int length) {
    if (length > end - next) {
      throw unreadable("ends here, " + (length - (end - next)) + " bytes too early");
    }
  }
}
