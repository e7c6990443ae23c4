package lifeline.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.BindException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import lifeline.bus.Bus;
import lifeline.config.Listener;
import lifeline.config.Settings;
import lifeline.gateway.client.ClientConnection;
import lifeline.gateway.wire.SocketWire;
import lifeline.gateway.wire.TcpInfo;
import lifeline.protocol.Framing;
import lifeline.protocol.in.Decoder;
import lifeline.protocol.in.FrameDecoder;
import lifeline.protocol.in.LineDecoder;
import lifeline.protocol.in.TelnetDecoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts sockets for the {@link Gateway} of its event loop. All instances share the ports; Vert.x
 * spreads the connections over them.
 */
public final class GatewayVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayVerticle.class);

  /** Connections that wait in the kernel between two turns of the acceptor, at most. */
  private static final int BACKLOG = 4096;

  /** How often activity is reported and half-closed connections are polled. */
  private static final long REPORT_MILLIS = 1000;

  /** Longer than any drain, since Vert.x would end the connections after it. */
  private static final Duration DRAINING = Duration.ofDays(1);

  private final Settings settings;
  private final int index;
  private final TcpInfo tcpInfo = new TcpInfo();
  private final Set<SocketWire> wires = new HashSet<>();
  private final List<NetServer> servers = new ArrayList<>();
  private Gateway gateway;
  private AdmissionGate admissionGate;
  private boolean draining;
  private final Promise<Void> drained = Promise.promise();

  /**
   * @param index number of this instance, from 0
   */
  public GatewayVerticle(Settings settings, int index) {
    this.settings = settings;
    this.index = index;
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    gateway = VertxEventLoop.gateway(vertx, context, bus, settings, index);
    admissionGate = new AdmissionGate(gateway, bus);
    bus.onDrain(index, this::drain);
    vertx.setPeriodic(
        REPORT_MILLIS,
        timer -> {
          gateway.closeGonePeers();
          gateway.reportActivity();
        });
    return bus.onLogStatus(gateway.connections()::onLogStatus).compose(known -> listen());
  }

  private Future<?> listen() {
    List<Future<NetServer>> listening = new ArrayList<>();
    for (int i = 0; i < settings.listeners().size(); i++) {
      listening.add(listen(settings.listeners().get(i), i));
    }
    return Future.all(listening);
  }

  /** The ports of the listeners, in their configured order. */
  public List<Integer> ports() {
    return servers.stream().map(NetServer::actualPort).toList();
  }

  private Future<NetServer> listen(Listener listener, int number) {
    NetServerOptions options = options(listener);
    options.setSslHandshakeTimeout(settings.liveness().loginTimeout().toMillis());
    options.setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    NetServer server = vertx.createNetServer(options);
    servers.add(server);
    server.connectHandler(socket -> accept(socket, listener));
    server.exceptionHandler(
        failure ->
            LOG.debug("{} handshake failed: {}", listener.kind().word(), failure.toString()));
    // A negative port means to Vert.x: a free one, the same for all instances.
    int port = listener.port() == 0 ? -(number + 1) : listener.port();
    return server
        .listen(port, listener.host())
        .recover(failure -> Future.failedFuture(named(failure, listener)));
  }

  /** A failure to bind, with the address; any other failure as it is. */
  private static Throwable named(Throwable failure, Listener listener) {
    String why = String.valueOf(failure.getMessage());
    if (!(failure instanceof UnknownHostException) && !why.startsWith("bind")) {
      return failure;
    }
    BindException named =
        new BindException(
            listener.kind().word() + " " + listener.host() + ":" + listener.port() + ": " + why);
    named.initCause(failure);
    return named;
  }

  private static NetServerOptions options(Listener listener) {
    NetServerOptions options =
        new NetServerOptions().setTcpNoDelay(true).setTcpKeepAlive(true).setAcceptBacklog(BACKLOG);
    if (listener.tls() != null) {
      options
          .setSsl(true)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .setCertPath(listener.tls().cert().toString())
                  .setKeyPath(listener.tls().key().toString()));
      if (listener.tls().ca() != null) {
        options
            .setClientAuth(ClientAuth.REQUIRED)
            .setTrustOptions(new PemTrustOptions().addCertPath(listener.tls().ca().toString()));
      }
    }
    return options;
  }

  private void accept(NetSocket socket, Listener listener) {
    ChannelHandlerContext context = ((NetSocketInternal) socket).channelHandlerContext();
    SocketWire wire = SocketWire.takeOver(context, tcpInfo);
    wires.add(wire);
    context.channel().closeFuture().addListener(closed -> closed(wire));
    if (draining) {
      wire.reset();
      return;
    }
    admissionGate.arrive(
        new PendingSocket(wire, framing(listener), () -> connection(wire, listener)));
  }

  private ClientConnection connection(SocketWire wire, Listener listener) {
    return new ClientConnection(
        listener.kind().word(),
        listener.halfClose(),
        framing(listener),
        decoder(listener),
        gateway,
        wire);
  }

  private static void notShut(Throwable failure) {
    LOG.warn("a listener does not close", failure);
  }

  private Decoder decoder(Listener listener) {
    int maxLine = gateway.settings().limits().maxLine();
    return switch (listener.kind()) {
      case LINE -> new LineDecoder(maxLine);
      case TELNET -> new TelnetDecoder(maxLine);
      case FRAMED -> new FrameDecoder(maxLine);
    };
  }

  private static Framing framing(Listener listener) {
    return switch (listener.kind()) {
      case LINE -> Framing.LF;
      case TELNET -> Framing.CRLF;
      case FRAMED -> Framing.FRAME;
    };
  }

  private void closed(SocketWire wire) {
    wires.remove(wire);
    admissionGate.closed(wire);
    if (draining && wires.isEmpty()) {
      // After the end of this turn, at which the ends of the last connections are submitted.
      context.runOnContext(turn -> drained.tryComplete());
    }
  }

  /** Ends all connections; completes when the last socket is closed. */
  private Future<Void> drain(String others) {
    draining = true;
    admissionGate.shut();
    // Closes the listening socket at once; each connection has its own close sequence.
    servers.forEach(server -> server.shutdown(DRAINING).onFailure(GatewayVerticle::notShut));
    gateway.drain(others);
    if (wires.isEmpty()) {
      drained.tryComplete();
    }
    return drained.future();
  }
}
