package lifeline.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import lifeline.connection.CloseCause;
import lifeline.gateway.client.EventLoop;
import lifeline.gateway.wire.Wire;
import lifeline.liveness.ActivityTracker;

/**
 * A socket, both kernels and the network between them, moved byte by byte by a test. What the
 * server writes is one stream, of which these positions grow: {@link #written} by the server,
 * {@link #taken} by its kernel, {@link #arrived} at the peer's kernel, {@link #acked}, as the
 * server's kernel knows. What the peer sends is read piece by piece by {@link #read}.
 */
public final class FakeWire implements Wire, ActivityTracker.Kernel {
  private final EventLoop loop;
  private final int sendBuffer;
  private final int highMark;
  private byte[] stream = new byte[256];
  private int written;
  private int flushed;
  private int taken;
  private int arrived;
  private int acked;
  private boolean writable = true;
  private boolean reading = true;
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private int readUpTo;
  private boolean finSent;
  private boolean finRead;
  private boolean peerReset;
  private boolean finishing;
  private boolean closed;
  private boolean reset;
  private Listener listener;

  /**
   * @param sendBuffer bytes that the server's kernel holds until they are acknowledged
   * @param highMark queued bytes above which the wire is not writable; it is again at half of it
   */
  public FakeWire(EventLoop loop, int sendBuffer, int highMark) {
    this.loop = loop;
    this.sendBuffer = sendBuffer;
    this.highMark = highMark;
  }

  public void listen(Listener gets) {
    listener = gets;
  }

  // The test moves bytes; each call has to be in a turn of the event loop

  /** The peer sends bytes. */
  public void send(String text) {
    sent.writeBytes(text.getBytes(UTF_8));
  }

  /** The peer sends FIN after what it has sent. */
  public void sendFin() {
    finSent = true;
  }

  /** The server reads up to {@code most} bytes, if it reads at all. */
  public void read(int most) {
    if (closed || finishing) {
      readUpTo = sent.size();
      endIfFinished();
      return;
    }
    if (!reading && readUpTo < sent.size()) {
      return;
    }
    int to = readUpTo + Math.min(most, sent.size() - readUpTo);
    if (readUpTo < to) {
      byte[] bytes = Arrays.copyOfRange(sent.toByteArray(), readUpTo, to);
      readUpTo = to;
      listener.onBytes(Unpooled.wrappedBuffer(bytes));
    } else if (finSent && !finRead) {
      finRead = true;
      listener.onInputEnd();
    }
  }

  /** The peer, or its machine, resets the connection: nothing more arrives. */
  public void resetByPeer() {
    peerReset = true;
    fail(CloseCause.PEER_RESET);
  }

  /** The connection fails in the server's kernel. */
  public void fail(CloseCause cause) {
    if (!closed) {
      boolean first = !finishing;
      finishing = true;
      if (first) {
        listener.onBroken(cause);
      }
      closed = true;
    }
  }

  /** Up to {@code most} bytes arrive at the peer; returns them. */
  public String arrive(int most) {
    int to = reset || peerReset ? arrived : arrived + Math.min(most, taken - arrived);
    String bytes = new String(stream, arrived, to - arrived, UTF_8);
    arrived = to;
    endIfFinished();
    return bytes;
  }

  /** The server's kernel learns of up to {@code most} bytes that have arrived; it takes more. */
  public void acknowledge(int most) {
    if (!closed && !peerReset) {
      acked += Math.min(most, arrived - acked);
      take();
    }
  }

  /** Everything arrives and is acknowledged, as on a fast network with a fast client. */
  public String arriveAll() {
    StringBuilder all = new StringBuilder();
    while (arrived < flushed && !reset && !peerReset) {
      all.append(arrive(Integer.MAX_VALUE));
      acknowledge(Integer.MAX_VALUE);
    }
    return all.toString();
  }

  private void take() {
    taken = (int) Math.max(taken, Math.min(flushed, (long) acked + sendBuffer));
    if (!writable && written - taken <= highMark / 2) {
      writable = true;
      if (!finishing) {
        listener.onWritable();
      }
    }
    endIfFinished();
  }

  private void endIfFinished() {
    if (finishing && !closed && arrived == written && (finSent || finRead)) {
      closed = true;
    }
  }

  // What the test sees

  /** The bytes that the server has written from a position on. */
  public String written(int from) {
    return new String(stream, from, written - from, UTF_8);
  }

  public int written() {
    return written;
  }

  public int arrived() {
    return arrived;
  }

  public int acked() {
    return acked;
  }

  /** Whether bytes are on their way, in either direction, that can still get there. */
  public boolean isBusy() {
    return !closed && (arrived < flushed || acked < arrived || readUpTo < sent.size());
  }

  public boolean isReading() {
    return reading;
  }

  /** Whether the server has begun to close it, or it is closed. */
  public boolean isClosing() {
    return finishing || closed;
  }

  /** Whether the server has reset it. */
  public boolean isReset() {
    return reset;
  }

  // Wire

  @Override
  public String address() {
    return "127.0.0.1:1";
  }

  @Override
  public void write(ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (stream.length < written + length) {
      stream = Arrays.copyOf(stream, Math.max(2 * stream.length, written + length));
    }
    bytes.readBytes(stream, written, length);
    bytes.release();
    written += length;
    if (written - taken > highMark) {
      writable = false;
    }
  }

  @Override
  public void flush() {
    if (!closed) {
      flushed = written;
      take();
    }
  }

  @Override
  public boolean writable() {
    return writable;
  }

  @Override
  public void reading(boolean on) {
    reading = on;
  }

  @Override
  public void poll(ActivityTracker activity, long now) {
    if (closed) {
      activity.sampleWithoutKernel(now, written - taken);
    } else {
      activity.sample(now, this, written - taken);
    }
  }

  @Override
  public boolean knowsAcknowledged() {
    return true;
  }

  @Override
  public void keepAlive(long idleSeconds, long retrySeconds, long giveUpMillis) {}

  @Override
  public long taken(long all) {
    return written > taken ? 0 : all;
  }

  @Override
  public boolean peerGone() {
    return closed;
  }

  @Override
  public void closeGracefully(long lingerMillis) {
    finishing = true;
    flush();
    loop.after(lingerMillis, this::reset);
  }

  @Override
  public void closeLingering(int seconds) {
    closeGracefully(seconds * 1000L);
  }

  @Override
  public void reset() {
    if (!closed) {
      reset = arrived < written;
    }
    finishing = true;
    closed = true;
  }

  // The server's kernel

  @Override
  public long segmentAgo() {
    return 0;
  }

  @Override
  public long receivedAgo() {
    return 0;
  }

  @Override
  public long sentAgo() {
    return 0;
  }

  @Override
  public boolean inFlight() {
    return acked < taken;
  }

  @Override
  public boolean unsent() {
    return false;
  }

  @Override
  public int unansweredProbes() {
    return 0;
  }

  @Override
  public long bytesAcked() {
    return acked;
  }

  @Override
  public int rttMicros() {
    return 100;
  }
}
