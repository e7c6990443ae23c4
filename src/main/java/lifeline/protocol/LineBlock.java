package lifeline.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.codec.UnreadableException;

/**
 * Consecutive lines as one block of bytes, without their line ends. Immutable: {@link #bytes()} is
 * not written to once the block is built, so a block passes from thread to thread without a copy.
 */
public final class LineBlock {
  private final byte[] bytes;
  private final int[] ends;
  private final int count;

  private LineBlock(byte[] bytes, int[] ends, int count) {
    this.bytes = bytes;
    this.ends = ends;
    this.count = count;
  }

  /** A block of one line. The array is not copied; the caller must not write to it again. */
  public static LineBlock of(byte[] line) {
    return new LineBlock(line, new int[] {line.length}, 1);
  }

  /** A block of these texts, in UTF-8. */
  public static LineBlock of(String... lines) {
    Builder builder = new Builder();
    for (String line : lines) {
      byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);
      builder.add(utf8, 0, utf8.length);
    }
    return builder.build();
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @throws UnreadableException if the input is something else
   */
  public static LineBlock read(ByteIn in) {
    int[] ends = new int[in.count()];
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += in.integer();
      ends[i] = (int) Math.min(end, Integer.MAX_VALUE);
    }
    return new LineBlock(in.raw((int) Math.min(end, Integer.MAX_VALUE)), ends, ends.length);
  }

  /** Writes the number of lines, the length of each, and all bytes. */
  public void write(ByteOut out) {
    out.number(count);
    for (int i = 0; i < count; i++) {
      out.number(ends[i] - (long) start(i));
    }
    out.raw(bytes, 0, size());
  }

  /** Number of lines. */
  public int count() {
    return count;
  }

  /** Number of bytes of all lines together. */
  public int size() {
    return count == 0 ? 0 : ends[count - 1];
  }

  /** Where line {@code index} (from 0) begins in {@link #bytes()}. */
  public int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** Where line {@code index} (from 0) ends in {@link #bytes()}, exclusive. */
  public int end(int index) {
    return ends[index];
  }

  /** The bytes of all lines, one after the other; may be longer than {@link #size()}. Read only. */
  public byte[] bytes() {
    return bytes;
  }

  /** Line {@code index} as text, invalid UTF-8 replaced by U+FFFD. For messages and tests. */
  public String text(int index) {
    return new String(bytes, start(index), end(index) - start(index), StandardCharsets.UTF_8);
  }

  /** Whether the other is a block of the same lines. */
  @Override
  public boolean equals(Object other) {
    return other instanceof LineBlock that
        && Arrays.equals(ends, 0, count, that.ends, 0, that.count)
        && Arrays.equals(bytes, 0, size(), that.bytes, 0, that.size());
  }

  @Override
  public int hashCode() {
    int hash = Arrays.hashCode(Arrays.copyOf(ends, count));
    return 31 * hash + Arrays.hashCode(Arrays.copyOf(bytes, size()));
  }

  /** The number of lines and bytes, for log lines; never the text itself. */
  @Override
  public String toString() {
    return count + " lines, " + size() + " bytes";
  }

  /** Collects lines. Can be used again after {@link #build()}. */
  public static final class Builder {
    private static final int FIRST_BYTES = 256;
    private static final int FIRST_LINES = 4;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int[] ends = new int[FIRST_LINES];
    private int count;
    private int size;

    /** Copies {@code source[from, to)} in as one more line. */
    public void add(byte[] source, int from, int to) {
      int length = to - from;
      if (bytes.length - size < length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + length));
      }
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, count * 2);
      }
      System.arraycopy(source, from, bytes, size, length);
      size += length;
      ends[count++] = size;
    }

    /** Number of lines so far. */
    public int count() {
      return count;
    }

    /** Number of bytes so far. */
    public int size() {
      return size;
    }

    /** The lines so far; the builder is empty afterwards. */
    public LineBlock build() {
      LineBlock block =
          new LineBlock(Arrays.copyOf(bytes, size), Arrays.copyOf(ends, count), count);
      count = 0;
      size = 0;
      return block;
    }
  }
}
