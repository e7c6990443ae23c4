package lifeline.protocol.out;

import java.util.Arrays;

/** The end offsets of several encoded lines in a buffer. */
public final class LineEnds {
  private static final int FIRST = 64;

  private int[] offsets = new int[FIRST];
  private int size;

  public int size() {
    return size;
  }

  /** The end of line {@code index} (from 0), exclusive. */
  public int get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return offsets[index];
  }

  public void clear() {
    size = 0;
  }

  void add(int offset) {
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, size * 2);
    }
    offsets[size++] = offset;
  }
}
