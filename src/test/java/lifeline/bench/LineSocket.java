package lifeline.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A plain socket that writes text and reads lines; every read waits at most 60 s. */
final class LineSocket implements Closeable {
  private static final int DEADLINE_MILLIS = 60_000;

  private final Socket socket = new Socket();
  private final byte[] buffer = new byte[64 * 1024];
  private int from;
  private int to;

  LineSocket(int port) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(DEADLINE_MILLIS);
  }

  LineSocket send(CharSequence text) throws IOException {
    socket.getOutputStream().write(text.toString().getBytes(ISO_8859_1));
    return this;
  }

  LineSocket send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** What a line, from {@code from} to before {@code to}, counts for. */
  interface Count {
    int of(byte[] buffer, int from, int to) throws IOException;
  }

  /** Waits for a line and takes it with all that are there; the sum of what they count for. */
  int lines(Count count) throws IOException {
    int sum = 0;
    int end = lineEnd();
    do {
      if (end > from) {
        sum += count.of(buffer, from, end);
      }
      from = end + 1;
      end = newline(from);
    } while (end >= 0);
    return sum;
  }

  /** The next line without its CR and LF. */
  String line() throws IOException {
    int end = lineEnd();
    int last = end > from && buffer[end - 1] == '\r' ? end - 1 : end;
    String line = new String(buffer, from, last - from, ISO_8859_1);
    from = end + 1;
    return line;
  }

  /** Whether the next line can be had without waiting. */
  boolean hasLine() {
    return newline(from) >= 0;
  }

  /** The first line that begins so; lines before it are passed over, but never an error. */
  String skipTo(String beginning) throws IOException {
    for (String line = line(); ; line = line()) {
      if (line.startsWith(beginning)) {
        return line;
      }
      if (line.startsWith("!")) {
        throw new IOException("instead of " + beginning + ": " + line);
      }
    }
  }

  /** Sends FIN and goes on reading. */
  void closeOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Ends the connection with RST. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private int lineEnd() throws IOException {
    int searched = from;
    for (int end = newline(searched); ; end = newline(searched)) {
      if (end >= 0) {
        return end;
      }
      searched = to;
      if (from > 0) {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        searched -= from;
        from = 0;
      }
      int read = socket.getInputStream().read(buffer, to, buffer.length - to);
      if (read < 0) {
        throw new EOFException("the server has closed the connection");
      }
      to += read;
    }
  }

  private int newline(int start) {
    for (int i = start; i < to; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
