package lifeline.gateway;

import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;
import lifeline.connection.CloseCause;
import lifeline.gateway.client.ClientConnection;
import lifeline.gateway.wire.SocketWire;
import lifeline.gateway.wire.Wire;
import lifeline.protocol.Framing;
import org.jspecify.annotations.Nullable;

/**
 * An accepted socket that is not admitted yet. Its events are retained and replayed to the
 * connection that it becomes; after the first bytes it is not read, so that a peer that sends much
 * costs no memory.
 */
final class PendingSocket implements Wire.Listener {
  private final SocketWire wire;
  private final Framing framing;
  private final Supplier<ClientConnection> connection;
  private @Nullable ByteBuf early;
  private boolean inputEnded;
  private @Nullable CloseCause broken;

  /**
   * @param connection makes the connection that the socket becomes
   */
  PendingSocket(SocketWire wire, Framing framing, Supplier<ClientConnection> connection) {
    this.wire = wire;
    this.framing = framing;
    this.connection = connection;
  }

  SocketWire wire() {
    return wire;
  }

  Framing framing() {
    return framing;
  }

  @Override
  public void onBytes(ByteBuf bytes) {
    if (early == null) {
      early = bytes.alloc().heapBuffer(bytes.readableBytes());
      wire.reading(false);
    }
    early.writeBytes(bytes);
  }

  @Override
  public void onInputEnd() {
    inputEnded = true;
  }

  @Override
  public void onWritable() {
    // Nothing has been written.
  }

  @Override
  public void onBroken(CloseCause cause) {
    broken = cause;
  }

  /** The socket becomes a connection, even a broken one: its end is reported like any other. */
  void connect() {
    ClientConnection admitted = connection.get();
    wire.listen(admitted);
    admitted.open(wire.fromLoopback());
    if (early != null) {
      admitted.onBytes(early);
    }
    if (broken != null) {
      admitted.onBroken(broken);
    } else if (inputEnded) {
      admitted.onInputEnd();
    }
    release();
  }

  /** Releases the retained bytes. */
  void release() {
    if (early != null) {
      early.release();
      early = null;
    }
  }
}
