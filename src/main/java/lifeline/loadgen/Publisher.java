package lifeline.loadgen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** One publishing connection. Owned by the publishing thread. */
final class Publisher implements DeliveryParser.Sink {
  private static final int BUFFER = 64 * 1024;
  private static final int IN_BUFFER = 64 * 1024;

  private final Connection connection;
  private final Peer peer;
  private final DeliveryParser parser;
  private final Selector selector;
  private final SelectionKey key;
  private final byte[] frame;
  private final byte[] probe;
  private final int payloadAt;
  private final ByteBuffer out;
  private final ByteBuffer in = ByteBuffer.allocateDirect(IN_BUFFER);
  private final Queue<byte[]> replies = new ArrayDeque<>();
  private long sent;
  private @Nullable IOException failure;

  Publisher(
      Connection connection,
      Peer peer,
      DeliveryParser parser,
      Payload.Tags tags,
      int number,
      int size)
      throws IOException {
    Peer.Framing framing = peer.published(size);
    this.connection = connection;
    this.peer = peer;
    this.parser = parser;
    this.frame = Payload.frame(framing, tags.line(), number, size);
    this.probe = Payload.frame(framing, tags.probe(), number, size);
    this.payloadAt = framing.before().length;
    this.out = ByteBuffer.allocateDirect(Math.max(BUFFER, frame.length));
    this.selector = Selector.open();
    this.key = connection.channel().register(selector, SelectionKey.OP_READ);
  }

  /** The number of lines that fit into one write. */
  int batch() {
    return out.capacity() / frame.length;
  }

  long sent() {
    return sent;
  }

  /** Adds the next line to the next {@link #flush}. */
  void add(long time) {
    int at = out.position();
    out.put(frame);
    Payload.stamp(out, at + payloadAt, sent++, time);
  }

  void addProbe() {
    out.put(probe);
  }

  /** Writes all lines added, however long the server takes; then reads its answers. */
  void flush() throws IOException {
    write(out.flip());
    out.clear();
    readAnswers();
  }

  /** Reads what the server has sent, if anything, and replies where it asks for that. */
  void readAnswers() throws IOException {
    if (selector.selectNow() > 0) {
      read();
    }
    while (!replies.isEmpty()) {
      write(ByteBuffer.wrap(replies.remove()));
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    connection.channel().write(bytes);
    if (!bytes.hasRemaining()) {
      return;
    }
    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    while (bytes.hasRemaining()) {
      if (Thread.interrupted()) {
        throw new IOException("the server takes no more lines");
      }
      selector.select();
      read();
      connection.channel().write(bytes);
    }
    key.interestOps(SelectionKey.OP_READ);
  }

  private void read() throws IOException {
    selector.selectedKeys().clear();
    if (!connection.read(in, parser, this)) {
      throw new IOException("the server has closed a publisher");
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void delivered(int publisher, long seq, long time) {
    // A server may deliver lines to publishers, too; they do not count.
  }

  @Override
  public void other(String line) {
    Peer.Answer answer = peer.answer(line);
    if (answer.kind() == Peer.Answer.Kind.REFUSED) {
      failure = new IOException("the server refused a publisher: " + answer.text());
    } else if (answer.kind() == Peer.Answer.Kind.REPLY) {
      replies.add(answer.bytes());
    }
  }

  void close() throws IOException {
    selector.close();
    connection.close();
  }
}
