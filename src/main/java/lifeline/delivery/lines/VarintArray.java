package lifeline.delivery.lines;

import java.util.Arrays;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/** An array of small numbers, seven bits a byte, which can be read from a position on. */
final class VarintArray {
  private static final int FIRST_BYTES = 16;
  private static final int MOST_BYTES = 10;
  private static final int SEVEN_BITS = 0x7f;
  private static final int MORE = 0x80;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int size;

  /** Reads numbers; going beyond the last is an error. */
  final class Cursor {
    private int position;

    private Cursor(int position) {
      this.position = position;
    }

    int position() {
      return position;
    }

    boolean hasNext() {
      return position < size;
    }

    long next() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte octet = bytes[position++];
        value |= (long) (octet & SEVEN_BITS) << shift;
        if (octet >= 0) {
          return value;
        }
      }
    }
  }

  /** The position after the last number. */
  int size() {
    return size;
  }

  Cursor from(int position) {
    return new Cursor(position);
  }

  void add(long value) {
    if (bytes.length - size < MOST_BYTES) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length + MOST_BYTES);
    }
    long left = value;
    while ((left & ~SEVEN_BITS) != 0) {
      bytes[size++] = (byte) ((left & SEVEN_BITS) | MORE);
      left >>>= 7;
    }
    bytes[size++] = (byte) left;
  }

  /** No more will be added: releases unused space. */
  void finish() {
    bytes = Arrays.copyOf(bytes, size);
  }

  void save(ByteOut out) {
    out.number(size);
    out.raw(bytes, 0, size);
  }

  /** Takes the saved bytes as they are: they have a checksum. */
  void load(ByteIn in) {
    size = in.count();
    bytes = in.raw(size);
  }
}
