package lifeline.gateway.client;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import lifeline.gateway.wire.Wire;

/**
 * The output of one connection. Lines are written only while the wire takes them, and otherwise
 * stay in their room; replies are never dropped and wait here, before all lines.
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

  /** Bytes of replies that wait. */
  int repliesWaiting() {
    return repliesWaiting;
  }

  /** Writes the bytes of lines; returns their position in the stream of all bytes. */
  long line(ByteBuf bytes) {
    long start = written;
    write(bytes);
    return start;
  }

  /** Bytes handed to the wire so far. */
  long written() {
    return written;
  }

  /** The same and the replies that wait. */
  long offered() {
    return written + repliesWaiting;
  }

  private void write(ByteBuf bytes) {
    written += bytes.readableBytes();
    wire.write(bytes);
  }

  /** Writes a reply, or has it wait; releases an empty one. */
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

  /** Writes the waiting replies as far as the wire takes them. */
  void writeWaiting() {
    while (!replies.isEmpty() && wire.writable()) {
      ByteBuf reply = replies.remove();
      repliesWaiting -= reply.readableBytes();
      write(reply);
    }
  }

  /** Writes all waiting replies, even if the wire queues them: it is about to close. */
  void writeAll() {
    replies.forEach(this::write);
    replies.clear();
    repliesWaiting = 0;
  }

  /** Drops the waiting replies. */
  void discard() {
    replies.forEach(ByteBuf::release);
    replies.clear();
    repliesWaiting = 0;
  }
}
