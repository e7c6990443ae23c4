package lifeline.gateway.client;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import lifeline.gateway.wire.Wire;

/**
 * What is written to one connection. Lines are written only while the wire takes them and stay in
 * their room otherwise; replies are never dropped and wait here, before all lines.
 */
final class Outbound {
  private final Wire wire;
  private final Deque<ByteBuf> replies = new ArrayDeque<>(1);
  private int repliesWaiting;
  private long written;

  Outbound(Wire wire) {
    this.wire = wire;
  }

  boolean writable() {
    return replies.isEmpty() && wire.writable();
  }

  /** Bytes of replies that the wire has not taken yet. */
  int repliesWaiting() {
    return repliesWaiting;
  }

  /** Writes bytes of lines and tells where in the stream of all bytes they begin. */
  long line(ByteBuf bytes) {
    long start = written;
    write(bytes);
    return start;
  }

  /** Bytes handed to the wire since the beginning. */
  long written() {
    return written;
  }

  /** The same with the replies that wait. */
  long offered() {
    return written + repliesWaiting;
  }

  private void write(ByteBuf bytes) {
    written += bytes.readableBytes();
    wire.write(bytes);
  }

  void reply(ByteBuf bytes) {
    if (!bytes.isReadable()) {
      bytes.release();
    } else if (writable()) {
      write(bytes);
    } else {
      replies.add(bytes);
      repliesWaiting += bytes.readableBytes();
    }
  }

  /** The wire takes bytes again. */
  void writeWaiting() {
    while (!replies.isEmpty() && wire.writable()) {
      ByteBuf reply = replies.remove();
      repliesWaiting -= reply.readableBytes();
      write(reply);
    }
  }

  /** Writes all replies at last, whether the wire piles them up or not: it is about to close. */
  void writeAll() {
    replies.forEach(this::write);
    replies.clear();
    repliesWaiting = 0;
  }

  /** Releases what was never written. */
  void discard() {
    replies.forEach(ByteBuf::release);
    replies.clear();
    repliesWaiting = 0;
  }
}
