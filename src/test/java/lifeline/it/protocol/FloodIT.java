package lifeline.it.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import lifeline.it.support.Client;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that send too much, or read too little, cost the server no more than a bound. */
class FloodIT {
  @RegisterExtension
  static final TestServer SERVER =
      new TestServer("limits.max-line=1KiB", "liveness.half-close=auto").leavingNothing();

  /** What the kernel may take on the way, with its buffers grown to the full, bytes. */
  private static final int MOST_ON_THE_WAY = 24 << 20;

  private static final int FLOOD = 48 << 20;

  /** When nothing could be written for so long, the input is held back, ms. */
  private static final int HELD_BACK = 400;

  @Test
  void shouldHoldBackTheInputOfWhoDoesNotReadItsReplies() throws IOException {
    assertHeldBack("/ping x\n", 8 << 20);
  }

  @Test
  void shouldHoldBackTooLongLinesOfWhoDoesNotReadTheErrors() throws IOException {
    // An error has some 40 bytes, so a great many of these lines go by before they fill a buffer.
    assertHeldBack("y".repeat(1_025) + "\n/help\n", FLOOD);
  }

  @Test
  void shouldTakeAFloodOfEmptyLines() throws IOException {
    long before = residentKib();
    try (SocketChannel flood = connect()) {
      assertEquals(FLOOD, write(flood, "\n", FLOOD));
      assertServed();
    }
    assertGrownLess(before);
  }

  @Test
  void shouldTakeALineThatNeverEnds() throws IOException {
    long before = residentKib();
    try (SocketChannel flood = connect()) {
      assertEquals(FLOOD, write(flood, "z", FLOOD));
      assertServed();
    }
    assertGrownLess(before);
  }

  /** What waits for a reply stays with the client, and is answered in order when it reads on. */
  @Test
  void shouldAnswerAllThatWasHeldBackWhenTheClientReadsOn() throws IOException {
    StringBuilder input = new StringBuilder();
    int pings = 60_000;
    for (int i = 0; i < pings; i++) {
      input.append("/ping ").append(i).append(" \n");
    }
    Client client = SERVER.client();
    Thread writer = new Thread(() -> client.type(input.toString()), "writer");
    writer.start();
    SERVER.client().send("/ping other").expect("* pong: other");
    for (int i = 0; i < pings; i++) {
      client.skipTo("* pong: " + i);
    }
  }

  /** Its FIN makes the kernel's buffers readable, held back or not. */
  @Test
  void shouldNotTakeMoreFromWhoEndsItsInputAndDoesNotReadItsReplies() throws IOException {
    long before = residentKib();
    for (int i = 0; i < 10; i++) {
      try (SocketChannel flood = connect()) {
        write(flood, "/ping " + "x".repeat(500) + "\n", FLOOD);
        flood.shutdownOutput();
        assertServed();
      }
    }
    assertGrownLess(before);
  }

  private static void assertHeldBack(String line, int most) throws IOException {
    long before = residentKib();
    try (SocketChannel flood = connect()) {
      long written = write(flood, line, FLOOD);
      assertTrue(written < Math.max(most, MOST_ON_THE_WAY), () -> written + " bytes were taken");
      assertServed();
    }
    assertGrownLess(before);
  }

  private static void assertServed() {
    SERVER.client().send("/ping served").skipTo("* pong: served");
  }

  /** A generous bound: the heap grows by itself up to its limit, native memory must not. */
  private static void assertGrownLess(long beforeKib) throws IOException {
    long grown = (residentKib() - beforeKib) / 1024;
    assertTrue(grown < 150, () -> "grown by " + grown + " MiB");
  }

  private static long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + SERVER.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  private static SocketChannel connect() throws IOException {
    SocketChannel channel =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), SERVER.port("line")));
    channel.configureBlocking(false);
    return channel;
  }

  /** Writes the line again and again; answers how many bytes went before it was held back. */
  private static long write(SocketChannel channel, String line, int bytes) throws IOException {
    int times = Math.max(1, 65_536 / line.length());
    ByteBuffer block = ByteBuffer.wrap(line.repeat(times).getBytes(UTF_8));
    long written = 0;
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_WRITE);
      while (written < bytes) {
        if (!block.hasRemaining()) {
          block.clear();
        }
        block.limit((int) Math.min(block.capacity(), block.position() + bytes - written));
        int now = channel.write(block);
        written += now;
        if (now == 0 && selector.select(HELD_BACK) == 0) {
          return written;
        }
        selector.selectedKeys().clear();
      }
    }
    return written;
  }
}
