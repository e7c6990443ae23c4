package lifeline.it.support;

import java.io.EOFException;
import java.io.IOException;

/** A client of a framed listener: each line is a frame. */
public final class FramedClient extends Client {
  public FramedClient(int port) {
    super(port);
  }

  /** The frame as it goes over the wire. */
  public static byte[] frame(byte[] content) {
    byte[] frame = new byte[content.length + 2];
    frame[0] = (byte) (content.length >>> 8);
    frame[1] = (byte) content.length;
    System.arraycopy(content, 0, frame, 2, content.length);
    return frame;
  }

  @Override
  protected byte[] read(long deadlineNanos) throws IOException {
    int high = readByte(deadlineNanos);
    if (high < 0) {
      return null;
    }
    byte[] content = new byte[high << 8 | some(deadlineNanos)];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) some(deadlineNanos);
    }
    return content;
  }

  @Override
  protected void write(byte[] line) {
    sendBytes(frame(line));
  }

  private int some(long deadlineNanos) throws IOException {
    int next = readByte(deadlineNanos);
    if (next < 0) {
      throw new EOFException("the output has ended inside a frame");
    }
    return next;
  }
}
