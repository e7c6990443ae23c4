package lifeline.protocol.in;

import lifeline.protocol.bytes.Utf8;

/** The line that a telnet client is typing. */
final class EditedLine {
  private final CarryBuffer bytes = new CarryBuffer();
  private int maxLine;

  EditedLine(int maxLine) {
    this.maxLine = maxLine;
  }

  void maxLine(int most) {
    maxLine = most;
  }

  boolean isEmpty() {
    return bytes.isEmpty();
  }

  void append(byte[] buffer, int from, int to) {
    bytes.append(buffer, from, to, maxLine);
  }

  void append(int value) {
    bytes.append(value, maxLine);
  }

  /** Removes the last character; of a line that is too long nothing. */
  void eraseCharacter() {
    if (!bytes.isEmpty() && !bytes.tooLong()) {
      bytes.truncate(Utf8.lastStart(bytes.array(), (int) bytes.length()));
    }
  }

  /** Removes everything, also of a line that is too long. */
  void erase() {
    bytes.clear();
  }

  /** Reports the line, or that it was too long, and begins the next one. */
  boolean end(DecoderListener input) {
    long length = bytes.length();
    boolean tooLong = bytes.tooLong() || length > maxLine;
    byte[] line = bytes.array();
    bytes.clear();
    return tooLong ? input.tooLong(length) : input.line(line, 0, (int) length);
  }
}
