package lifeline.it.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A client on a socket of its own, reading only when the test says so. */
public class Client extends Transcript<Client> {
  private final Socket socket = new Socket();
  private final byte[] buffer = new byte[64 * 1024];
  private int from;
  private int to;

  public Client(int port) {
    try {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) PATIENCE.toMillis());
      socket.setTcpNoDelay(true);
    } catch (IOException e) {
      throw new UncheckedIOException("can't connect to port " + port, e);
    }
  }

  /** Sends bytes as they are. */
  public final Client sendBytes(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw failure("can't send: " + e);
    }
    return this;
  }

  /** Sends text as it is, without a line end, in UTF-8. */
  public final Client type(String text) {
    return sendBytes(text.getBytes(UTF_8));
  }

  /** Sends FIN and goes on reading. */
  public final Client closeOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw failure("can't end the output: " + e);
    }
    return this;
  }

  /** Ends the connection by RST. */
  public final void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw failure("can't reset: " + e);
    }
  }

  /** The server ends the connection by RST, after whatever else. */
  final void expectReset() {
    String unused = untilReset();
  }

  /** What is written until the server resets the connection, as it must. */
  public final String untilReset() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    StringBuilder text = new StringBuilder();
    try {
      for (int b = readByte(deadline); b >= 0; b = readByte(deadline)) {
        text.append((char) b);
      }
    } catch (SocketTimeoutException e) {
      throw failure("expected a reset: " + e);
    } catch (IOException e) {
      return text.toString();
    }
    throw failure("expected a reset, not the end");
  }

  /** Sends a line and reads the next one of the server; null if that is gone. */
  public final String ask(String line) {
    try {
      write(line.getBytes(UTF_8));
      byte[] answer = read(System.nanoTime() + PATIENCE.toNanos());
      return answer == null ? null : new String(answer, UTF_8);
    } catch (SocketTimeoutException e) {
      throw failure("no answer: " + e);
    } catch (IOException e) {
      return null;
    }
  }

  /** The address as the server sees it. */
  public final String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** So many bytes of the output, whatever they are. */
  public final byte[] readBytes(int count) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(count);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (bytes.size() < count) {
        int next = readByte(deadline);
        if (next < 0) {
          throw failure("the output has ended after " + bytes.size() + " bytes");
        }
        bytes.write(next);
      }
    } catch (IOException e) {
      throw failure("can't read: " + e + ", after " + bytes.size() + " bytes");
    }
    return bytes.toByteArray();
  }

  @Override
  protected byte[] read(long deadlineNanos) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = readByte(deadlineNanos);
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      line.write(next);
      next = readByte(deadlineNanos);
    }
    return line.toByteArray();
  }

  @Override
  protected void write(byte[] line) throws IOException {
    byte[] bytes = new byte[line.length + 1];
    System.arraycopy(line, 0, bytes, 0, line.length);
    bytes[line.length] = '\n';
    socket.getOutputStream().write(bytes);
  }

  /** The next byte, or −1 at the end. */
  protected int readByte(long deadlineNanos) throws IOException {
    if (from == to) {
      long millis = (deadlineNanos - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        throw new SocketTimeoutException("nothing came in time");
      }
      socket.setSoTimeout((int) millis);
      InputStream input = socket.getInputStream();
      int read = input.read(buffer);
      if (read < 0) {
        return -1;
      }
      from = 0;
      to = read;
    }
    return buffer[from++] & 0xff;
  }

  @Override
  protected Client self() {
    return this;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
