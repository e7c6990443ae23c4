package lifeline.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Many connections in a room that hear one line a second. */
final class PollBench implements Closeable {
  private static final ByteBuffer LINE =
      ByteBuffer.wrap(("/say poll " + "x".repeat(100) + "\n").getBytes(ISO_8859_1));

  private final BenchServer server;
  private final List<SocketChannel> listeners = new ArrayList<>();
  private final Selector selector = Selector.open();
  private final SocketChannel speaker;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);

  PollBench(int port, BenchServer server, int connections, boolean named) throws IOException {
    this.server = server;
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    speaker = SocketChannel.open(address);
    for (int i = 0; i < connections; i++) {
      SocketChannel listener = SocketChannel.open(address);
      listeners.add(listener);
      String name = named ? "/name listener-" + i + "\n" : "";
      String hello = "/format raw\n" + name + "/join poll from new\n";
      listener.write(ByteBuffer.wrap(hello.getBytes(ISO_8859_1)));
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_READ);
    }
  }

  /** All connections take this level; then the server's share of a core is measured, percent. */
  double percent(String level, double settle, double seconds) throws IOException {
    byte[] command = ("/confirm " + level + "\n").getBytes(ISO_8859_1);
    for (SocketChannel listener : listeners) {
      listener.write(ByteBuffer.wrap(command));
    }
    hear(settle);
    double cpu = server.cpuSeconds();
    long start = System.nanoTime();
    long heard = hear(seconds);
    double took = (System.nanoTime() - start) / 1e9;
    if (heard < listeners.size() * Math.floor(seconds) * LINE.capacity() / 2) {
      throw new IOException("only " + heard + " bytes came");
    }
    return (server.cpuSeconds() - cpu) * 100 / took;
  }

  /** Says a line each second and reads what comes; tells how many bytes. */
  private long hear(double seconds) throws IOException {
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    long next = start;
    long heard = 0;
    for (long now = start; now < end; now = System.nanoTime()) {
      if (now >= next) {
        speaker.write(LINE.duplicate());
        next += 1_000_000_000;
      }
      selector.select(Math.max(1, (Math.min(next, end) - now) / 1_000_000));
      for (SelectionKey key : selector.selectedKeys()) {
        buffer.clear();
        int read = ((SocketChannel) key.channel()).read(buffer);
        if (read < 0) {
          throw new IOException("the server has closed a connection");
        }
        heard += read;
      }
      selector.selectedKeys().clear();
    }
    return heard;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel listener : listeners) {
      listener.close();
    }
    speaker.close();
    selector.close();
  }
}
