package lifeline.gateway;

import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;
import lifeline.connection.CloseCause;
import lifeline.gateway.client.ClientConnection;
import lifeline.gateway.wire.SocketWire;
import lifeline.protocol.Framing;

/**
 * A socket that the kernel has accepted and the door has not let in yet. What happens to it
 * meanwhile is kept and happens to the connection then; that its peer sends much is not waited for,
 * since nothing more is read after the first bytes.
 */
final class PendingSocket implements SocketWire.Listener {
  private final SocketWire wire;
  private final Framing framing;
  private final Supplier<ClientConnection> connection;
  private ByteBuf early;
  private boolean inputEnded;
  private CloseCause broken;

  /**
   * @param connection makes the connection that the socket is to become
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

  /** It becomes a connection, also if it is broken by now: that end is kept like all others. */
  void letIn() {
    ClientConnection guest = connection.get();
    wire.listen(guest);
    guest.open(wire.fromLoopback());
    if (early != null) {
      guest.onBytes(early);
    }
    if (broken != null) {
      guest.onBroken(broken);
    } else if (inputEnded) {
      guest.onInputEnd();
    }
    forget();
  }

  /** Releases what has come. */
  void forget() {
    if (early != null) {
      early.release();
      early = null;
    }
  }
}
