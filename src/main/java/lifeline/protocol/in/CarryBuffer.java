package lifeline.protocol.in;

import lifeline.protocol.bytes.ByteBuilder;

/**
 * The bytes of a line or frame whose end has not come yet. Bytes beyond the limit are counted, not
 * stored, and with the first of them the line is too long for good: memory is bounded by the limit.
 */
final class CarryBuffer {
  /** A larger array, in bytes, is released with its line: most connections are idle. */
  private static final int MAX_RETAINED = 1024;

  private ByteBuilder bytes = new ByteBuilder(0);

  /** Number of bytes of a line that is too long; 0 if it is not. */
  private long dropped;

  boolean isEmpty() {
    return bytes.size() == 0 && dropped == 0;
  }

  /** Whether the line was found too long. */
  boolean tooLong() {
    return dropped > 0;
  }

  /** Number of bytes so far, stored or not. */
  long length() {
    return bytes.size() + dropped;
  }

  /**
   * Appends {@code buffer[from, to)}.
   *
   * @param limit number of bytes up to which the line is stored, 0 or more
   */
  void append(byte[] buffer, int from, int to, long limit) {
    if (hasSpace(to - from, limit)) {
      bytes.write(buffer, from, to);
    }
  }

  /** Appends one byte; see the other {@code append}. */
  void append(int value, long limit) {
    if (hasSpace(1, limit)) {
      bytes.write(value);
    }
  }

  /** The stored bytes, of which the first {@link #length()} count. */
  byte[] array() {
    return bytes.array();
  }

  /** Removes all stored bytes but the first {@code size}. */
  void truncate(int size) {
    bytes.truncate(size);
  }

  /** Begins the next line. An {@link #array()} taken before stays valid until it is appended to. */
  void clear() {
    dropped = 0;
    if (bytes.array().length > MAX_RETAINED) {
      bytes = new ByteBuilder(0);
    } else {
      bytes.clear();
    }
  }

  private boolean hasSpace(int more, long limit) {
    if (dropped == 0 && (long) bytes.size() + more <= limit) {
      return true;
    }
    dropped += (long) bytes.size() + more;
    bytes = new ByteBuilder(0);
    return false;
  }
}
