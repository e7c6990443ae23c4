package lifeline.loadgen;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One connection to the server, with the start of a delivery or line that is not complete yet. */
final class Connection {
  private static final int CONNECT_MILLIS = 10_000;
  private static final byte[] NOTHING = new byte[0];

  private final SocketChannel channel;
  private byte[] rest = NOTHING;

  private Connection(SocketChannel channel) {
    this.channel = channel;
  }

  /** Connects and sends {@code hello}; the message of an exception is for the user. */
  static Connection open(String host, int port, byte[] hello) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IOException("host not found: " + host);
    }
    try {
      SocketChannel channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(address, CONNECT_MILLIS);
      ByteBuffer bytes = ByteBuffer.wrap(hello);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.configureBlocking(false);
      return new Connection(channel);
    } catch (ConnectException | SocketTimeoutException e) {
      throw new IOException(host + ":" + port + ": " + e.getMessage(), e);
    } catch (SocketException e) {
      String hint =
          String.valueOf(e.getMessage()).contains("open files") ? " (raise it: ulimit -n)" : "";
      throw new IOException(host + ":" + port + ": " + e.getMessage() + hint, e);
    }
  }

  SocketChannel channel() {
    return channel;
  }

  /**
   * Reads once into {@code shared} and parses. Returns false at the end of the input.
   *
   * @throws IOException also if a line is longer than the buffer
   */
  boolean read(ByteBuffer shared, DeliveryParser parser, DeliveryParser.Sink sink)
      throws IOException {
    shared.clear().put(rest);
    if (!shared.hasRemaining()) {
      throw new IOException("the server wrote a line of over " + shared.capacity() + " bytes");
    }
    int read = channel.read(shared);
    if (read <= 0) {
      return read == 0;
    }
    parser.parse(shared.flip(), sink);
    rest = NOTHING;
    if (shared.hasRemaining()) {
      rest = new byte[shared.remaining()];
      shared.get(rest);
    }
    return true;
  }

  void close() throws IOException {
    channel.close();
  }
}
