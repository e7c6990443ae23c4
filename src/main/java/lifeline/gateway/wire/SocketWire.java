package lifeline.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import lifeline.connection.CloseCause;
import lifeline.liveness.ActivityTracker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket as a {@link Wire}. Replaces Vert.x's own handler, for which FIN, RST and errors are all
 * the same event, and whose close waits for a flush.
 */
public final class SocketWire extends ChannelDuplexHandler implements Wire {
  private static final Logger LOG = LoggerFactory.getLogger(SocketWire.class);

  /**
   * Queued bytes: above the high mark a connection stops writing and stays at its cursor; below the
   * low mark it goes on. The high mark holds a full read of another client's input.
   */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 * 1024, 256 * 1024);

  /** Unsent bytes in the kernel, so that a dead client does not swallow megabytes. */
  private static final long NOTSENT_LOWAT = 256 * 1024;

  /** More writes in a row than the queue holds: no pause between them, which would leave epoll. */
  private static final int UNLIMITED_WRITES = 1 << 16;

  /** Bytes that fit into any empty send buffer: its minimum is 4 KiB (tcp(7), tcp_wmem). */
  private static final int MIN_SEND_BUFFER = 4 * 1024;

  /** Maximum of TCP_KEEPIDLE and TCP_KEEPINTVL on Linux, s. */
  private static final int MAX_KEEPIDLE = 32_767;

  /** Maximum of TCP_KEEPCNT on Linux. */
  private static final int MAX_KEEPCNT = 127;

  private final Channel channel;
  private final TcpInfo tcpInfo;
  private final String address;
  private final boolean tls;
  private ChannelHandlerContext ctx;
  private Listener listener;
  private @Nullable ScheduledFuture<?> linger;
  private boolean inputEnded;

  /** The channel is being registered with epoll anew. */
  private boolean returning;

  private boolean closing;

  private SocketWire(Channel channel, TcpInfo tcpInfo) {
    this.channel = channel;
    this.tcpInfo = tcpInfo;
    this.tls = channel.pipeline().get(SslHandler.class) != null;
    this.address =
        channel.remoteAddress() instanceof InetSocketAddress peer
            ? peer.getAddress().getHostAddress() + ":" + peer.getPort()
            : String.valueOf(channel.remoteAddress());
  }

  /**
   * Takes over a channel that Vert.x has just accepted.
   *
   * @param vertxHandler the context of Vert.x's own handler
   */
  public static SocketWire takeOver(ChannelHandlerContext vertxHandler, TcpInfo tcpInfo) {
    Channel channel = vertxHandler.channel();
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel.config().setAutoClose(false);
    channel.config().setWriteBufferWaterMark(WATER_MARK);
    if (channel instanceof EpollSocketChannel) {
      channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, NOTSENT_LOWAT);
    }
    SocketWire wire = new SocketWire(channel, tcpInfo);
    // Vert.x's handler is not used, and its queues are a third of an idle connection's memory.
    channel.pipeline().addBefore(vertxHandler.name(), "lifeline", wire);
    channel.pipeline().remove(vertxHandler.name());
    return wire;
  }

  /** Whether the peer is on this machine. */
  public boolean fromLoopback() {
    return channel.remoteAddress() instanceof InetSocketAddress peer
        && peer.getAddress().isLoopbackAddress();
  }

  /** The peer's address without its port. */
  public String host() {
    return channel.remoteAddress() instanceof InetSocketAddress peer
        ? peer.getAddress().getHostAddress()
        : address;
  }

  public boolean closed() {
    return !channel.isOpen();
  }

  /** Closes when the kernel has taken what was written, which it then sends by itself. */
  public void closeAfterWrites() {
    closing = true;
    ctx.write(Unpooled.EMPTY_BUFFER).addListener(written -> closeChannel());
    flush();
  }

  public void listen(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      if (!closing) {
        listener.onBytes(bytes);
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // Writes that the bytes have caused are flushed at the end of the turn.
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable() && !closing) {
      listener.onWritable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      inputEnded();
    } else if (event instanceof ChannelOutputShutdownEvent && !closing) {
      broken(CloseCause.PEER_RESET);
    }
  }

  private void inputEnded() {
    if (inputEnded) {
      return;
    }
    inputEnded = true;
    if (closing) {
      closeChannel();
    } else {
      listener.onInputEnd();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    CloseCause why = SocketErrors.cause(cause);
    if (why == CloseCause.SERVER_ERROR) {
      LOG.error("connection of {} failed", address, cause);
    }
    broken(why);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    broken(CloseCause.PEER_CLOSED);
    ctx.fireChannelInactive();
  }

  private void broken(CloseCause cause) {
    if (!closing) {
      closing = true;
      listener.onBroken(
          cause == CloseCause.PEER_RESET && inputEnded ? CloseCause.PEER_CLOSED : cause);
    }
    closeChannel();
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a void promise fails into exceptionCaught
  public void write(ByteBuf bytes) {
    ctx.write(bytes, channel.voidPromise());
  }

  @Override
  public void flush() {
    if (inputEnded && channel instanceof EpollSocketChannel && flushedAll() && !fitsSendBuffer()) {
      returnToEpoll();
    } else {
      ctx.flush();
    }
  }

  /**
   * After the peer's FIN, Netty 4.2 takes a channel with nothing to write out of epoll and does not
   * put it back (EpollIoHandler: a registration without interests), so that a write that has to
   * wait for the reader fails with ENOENT. A new registration holds until everything is written.
   */
  private void returnToEpoll() {
    if (returning || !channel.isOpen()) {
      return;
    }
    returning = true;
    channel.config().setAutoRead(false);
    channel.config().setWriteSpinCount(UNLIMITED_WRITES);
    channel
        .deregister()
        .addListener(out -> channel.eventLoop().register(channel).addListener(in -> returned()));
  }

  private void returned() {
    returning = false;
    ctx.flush();
  }

  /** Whether the send buffer is empty and takes everything that is queued. */
  private boolean fitsSendBuffer() {
    return !tls
        && channel.unsafe().outboundBuffer().totalPendingWriteBytes() <= MIN_SEND_BUFFER
        && tcpInfo.read(channel)
        && tcpInfo.nothingInFlight();
  }

  /** Whether no flushed write waits for the kernel. */
  private boolean flushedAll() {
    ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
    return pending != null && pending.isEmpty();
  }

  @Override
  public boolean writable() {
    return channel.isWritable();
  }

  @Override
  public void reading(boolean on) {
    // After a FIN there is nothing to read, and epoll no longer takes the channel for it.
    if (!closing && !inputEnded && channel.config().isAutoRead() != on) {
      channel.config().setAutoRead(on);
    }
  }

  @Override
  public void poll(ActivityTracker activity, long now) {
    ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
    long queued = pending == null ? 0 : pending.totalPendingWriteBytes();
    if (tcpInfo.read(channel)) {
      activity.sample(now, tcpInfo, queued);
    } else {
      activity.sampleWithoutKernel(now, queued);
    }
  }

  @Override
  public void keepAlive(long idleSeconds, long retrySeconds, long giveUpMillis) {
    if (channel instanceof EpollSocketChannel && channel.isOpen()) {
      int idle = (int) Math.min(MAX_KEEPIDLE, idleSeconds);
      int retry = (int) Math.min(MAX_KEEPIDLE, retrySeconds);
      channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, idle);
      channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, retry);
      channel.config().setOption(EpollChannelOption.TCP_KEEPCNT, MAX_KEEPCNT);
      int giveUp = (int) Math.min(Integer.MAX_VALUE, giveUpMillis);
      channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, giveUp);
    }
  }

  @Override
  public boolean knowsAcknowledged() {
    return TcpInfo.available(channel) && !tls;
  }

  @Override
  public long taken(long written) {
    ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
    boolean queued = returning || pending == null || pending.totalPendingWriteBytes() > 0;
    return queued ? 0 : written;
  }

  @Override
  public boolean peerGone() {
    return !channel.isOpen() || (tcpInfo.read(channel) && tcpInfo.closed());
  }

  @Override
  public void closeGracefully(long lingerMillis) {
    closing = true;
    if (!inputEnded) {
      channel.config().setAutoRead(true);
    }
    linger =
        channel.eventLoop().schedule(this::reset, Math.max(1, lingerMillis), TimeUnit.MILLISECONDS);
    // Shutting down the output drops what is still queued, so it waits for the last byte.
    ctx.write(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                closeChannel();
              } else if (inputEnded || tls || !(channel instanceof DuplexChannel duplex)) {
                closeChannel();
              } else {
                duplex.shutdownOutput().addListener(shut -> closeUnless(shut.isSuccess()));
              }
            });
    flush();
  }

  @Override
  public void closeLingering(int seconds) {
    closing = true;
    channel.config().setOption(ChannelOption.SO_LINGER, seconds);
    // The kernel's time only begins when it has taken everything, which may be never.
    linger = channel.eventLoop().schedule(this::reset, seconds, TimeUnit.SECONDS);
    ctx.write(Unpooled.EMPTY_BUFFER).addListener(written -> closeChannel());
    flush();
  }

  @Override
  public void reset() {
    closing = true;
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    closeChannel();
  }

  private void closeUnless(boolean succeeded) {
    if (!succeeded) {
      closeChannel();
    }
  }

  private void closeChannel() {
    if (linger != null) {
      linger.cancel(false);
      linger = null;
    }
    if (channel.isOpen()) {
      ctx.close().addListener(closed -> LOG.trace("closed {}", address));
    }
  }
}
