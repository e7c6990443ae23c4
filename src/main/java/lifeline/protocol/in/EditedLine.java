package lifeline.protocol.in;

import lifeline.protocol.bytes.ByteBuilder;
import lifeline.protocol.bytes.Utf8;

/** The line that a telnet client is typing. */
final class EditedLine {

  /** More than this is not kept for the next line: most connections are idle. */
  private static final int KEPT = 1024;

  private int maxLine;
  private ByteBuilder bytes = new ByteBuilder(0);

  /** Bytes of a line found too long so far; 0 where there is none. */
  private long dropped;

  EditedLine(int maxLine) {
    this.maxLine = maxLine;
  }

  void maxLine(int most) {
    maxLine = most;
  }

  boolean isEmpty() {
    return bytes.size() == 0 && dropped == 0;
  }

  void append(byte[] buffer, int from, int to) {
    if (hasRoom(to - from)) {
      bytes.write(buffer, from, to);
    }
  }

  void append(int value) {
    if (hasRoom(1)) {
      bytes.write(value);
    }
  }

  void eraseCharacter() {
    if (bytes.size() > 0) {
      bytes.truncate(Utf8.lastStart(bytes.array(), bytes.size()));
    }
  }

  void erase() {
    bytes.clear();
    dropped = 0;
  }

  /** Tells the line, or that it was too long, and begins the next. */
  boolean end(DecoderListener input) {
    if (dropped > 0) {
      long length = dropped;
      dropped = 0;
      return input.tooLong(length);
    }
    byte[] line = bytes.array();
    int size = bytes.size();
    if (line.length > KEPT) {
      bytes = new ByteBuilder(0);
    } else {
      bytes.clear();
    }
    return size > maxLine ? input.tooLong(size) : input.line(line, 0, size);
  }

  private boolean hasRoom(int more) {
    if (dropped == 0 && (long) bytes.size() + more <= maxLine) {
      return true;
    }
    dropped += (long) bytes.size() + more;
    bytes = new ByteBuilder(0);
    return false;
  }
}
