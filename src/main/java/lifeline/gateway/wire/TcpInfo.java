package lifeline.gateway.wire;

import io.netty.channel.Channel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import lifeline.liveness.ActivityTracker;

/**
 * What the kernel knows of a TCP connection: {@code getsockopt(TCP_INFO)}, see {@code struct
 * tcp_info} in {@code linux/tcp.h}. Linux with Netty's epoll transport only; about 1 µs a call,
 * without allocation. One instance serves all connections of an event loop.
 *
 * <p>The struct is read here and not by Netty's {@code EpollTcpInfo}, which ends at {@code
 * tcpi_total_retrans}: it lacks {@code tcpi_bytes_acked}, on which the level {@code received}
 * rests, and {@code tcpi_notsent_bytes}.
 */
public final class TcpInfo implements ActivityTracker.Kernel {
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;
  private static final int STRUCT_SIZE = 232;
  private static final int STATE = 0;
  private static final int PROBES = 3;
  private static final int UNACKED = 24;
  private static final int LAST_DATA_SENT = 44;
  private static final int LAST_DATA_RECV = 52;
  private static final int LAST_ACK_RECV = 56;
  private static final int RTT = 68;
  private static final int BYTES_ACKED = 120;
  private static final int NOTSENT_BYTES = 144;
  private static final int STATE_CLOSE = 7;

  private final ByteBuffer struct =
      ByteBuffer.allocateDirect(STRUCT_SIZE).order(ByteOrder.nativeOrder());

  /** Whether there is TCP_INFO for this kind of channel. */
  static boolean available(Channel channel) {
    return channel instanceof UnixChannel;
  }

  /**
   * Reads the struct; the getters answer for this channel until the next call.
   *
   * @return false if there is none, because the channel is closed or no epoll channel
   */
  boolean read(Channel channel) {
    // The descriptor of a closed channel may belong to another socket by now.
    if (!(channel instanceof UnixChannel unix) || !channel.isOpen()) {
      return false;
    }
    try {
      // Making a Socket costs one more call, for the family of its address.
      Socket socket = unix.fd() instanceof Socket own ? own : new Socket(unix.fd().intValue());
      struct.clear();
      socket.getRawOpt(IPPROTO_TCP, TCP_INFO, struct);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public int rttMicros() {
    return struct.getInt(RTT);
  }

  /** Bytes the peer has acknowledged; our FIN counts as one more. */
  @Override
  public long bytesAcked() {
    return struct.getLong(BYTES_ACKED);
  }

  @Override
  public long segmentAgo() {
    return Math.min(receivedAgo(), Integer.toUnsignedLong(struct.getInt(LAST_ACK_RECV)));
  }

  @Override
  public long receivedAgo() {
    return Integer.toUnsignedLong(struct.getInt(LAST_DATA_RECV));
  }

  @Override
  public long sentAgo() {
    return Integer.toUnsignedLong(struct.getInt(LAST_DATA_SENT));
  }

  @Override
  public boolean inFlight() {
    return struct.getInt(UNACKED) > 0;
  }

  @Override
  public boolean unsent() {
    return struct.getInt(NOTSENT_BYTES) > 0;
  }

  @Override
  public int unansweredProbes() {
    return struct.get(PROBES);
  }

  /** Whether the peer has acknowledged all that was written. */
  boolean nothingInFlight() {
    return !inFlight() && !unsent();
  }

  /** Whether the connection is over: reset by the peer, or closed by both sides. */
  boolean closed() {
    return struct.get(STATE) == STATE_CLOSE;
  }
}
