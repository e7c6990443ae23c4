package lifeline.protocol.bytes;

import java.util.Arrays;

/** A byte buffer that grows. */
public final class ByteBuilder {
  private static final int FIRST = 256;
  private static final int MAX_DIGITS = 20;

  private byte[] array;
  private int size;

  public ByteBuilder() {
    this(FIRST);
  }

  /** With room for {@code capacity} bytes before it grows. */
  public ByteBuilder(int capacity) {
    array = new byte[capacity];
  }

  /** The bytes are those from 0 to {@link #size()}; another array takes its place when it grows. */
  public byte[] array() {
    return array;
  }

  public int size() {
    return size;
  }

  /** Makes it empty; the array is used again. */
  public void clear() {
    size = 0;
  }

  /** Removes all but the first {@code newSize} bytes; at most {@link #size()}. */
  public void truncate(int newSize) {
    if (newSize < 0 || newSize > size) {
      throw new IllegalArgumentException("truncate to " + newSize + " of " + size);
    }
    size = newSize;
  }

  /** Makes sure that {@code more} bytes can be written without growing. */
  public void reserve(int more) {
    if (array.length - size < more) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, Math.addExact(size, more)));
    }
  }

  /** Writes the lowest eight bits. */
  public void write(int value) {
    reserve(1);
    array[size++] = (byte) value;
  }

  public void write(byte[] source, int from, int to) {
    int length = to - from;
    reserve(length);
    System.arraycopy(source, from, array, size, length);
    size += length;
  }

  public void write(byte[] source) {
    write(source, 0, source.length);
  }

  /** Writes characters below U+0080; others lose their upper bits. */
  public void ascii(String text) {
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      array[size++] = (byte) text.charAt(i);
    }
  }

  /** Writes a number, 0 or more, in decimal digits. */
  public void number(long value) {
    reserve(MAX_DIGITS);
    int end = size + digits(value);
    long rest = value;
    for (int i = end - 1; i >= size; i--) {
      array[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size = end;
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return Arrays.copyOf(array, size);
  }

  private static int digits(long value) {
    int digits = 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      digits++;
    }
    return digits;
  }
}
