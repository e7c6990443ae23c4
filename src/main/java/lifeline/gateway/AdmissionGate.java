package lifeline.gateway;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lifeline.bus.AdmissionRequest;
import lifeline.bus.Bus;
import lifeline.gateway.wire.SocketWire;
import lifeline.protocol.Encoding;
import lifeline.protocol.Errors;
import lifeline.protocol.Message;
import lifeline.protocol.OutputFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway's side of admission: asks for all sockets accepted in one turn whether they are
 * admitted, and reports those that have closed. A refused socket gets an error that says when to
 * try again, and is closed. Refuses thousands per second: each costs an accept, one write and a
 * close.
 */
final class AdmissionGate {
  private static final Logger LOG = LoggerFactory.getLogger(AdmissionGate.class);

  /** Time for a refused client to close its side, ms; most do at once. */
  private static final long MAX_LINGER_MILLIS = 1000;

  /** Refused clients whose close is waited for; others are closed without waiting. */
  private static final int MAX_LINGERING = 100;

  private final Gateway gateway;
  private final Bus bus;
  private List<PendingSocket> arrived = new ArrayList<>();
  private List<String> left = new ArrayList<>();
  private final Set<SocketWire> admitted = new HashSet<>();
  private final Set<SocketWire> refused = new HashSet<>();
  private boolean requestDue;
  private boolean shut;

  AdmissionGate(Gateway gateway, Bus bus) {
    this.gateway = gateway;
    this.bus = bus;
  }

  /** A socket was accepted: it is admitted or refused soon. */
  void arrive(PendingSocket socket) {
    socket.wire().listen(socket);
    arrived.add(socket);
    scheduleRequest();
  }

  /** The socket is closed. */
  void closed(SocketWire wire) {
    refused.remove(wire);
    if (admitted.remove(wire)) {
      left.add(wire.host());
      scheduleRequest();
    }
  }

  /** Resets all sockets that are admitted from now on. */
  void shut() {
    shut = true;
  }

  private void scheduleRequest() {
    if (!requestDue) {
      requestDue = true;
      gateway.loop().atEndOfTurn(this::request);
    }
  }

  private void request() {
    requestDue = false;
    List<PendingSocket> asked = arrived;
    List<AdmissionRequest.Arrival> visitors = new ArrayList<>(asked.size());
    for (PendingSocket socket : asked) {
      visitors.add(
          new AdmissionRequest.Arrival(socket.wire().host(), socket.wire().fromLoopback()));
    }
    AdmissionRequest request = new AdmissionRequest(left, visitors);
    arrived = new ArrayList<>();
    left = new ArrayList<>();
    bus.admit(request)
        .onSuccess(waits -> answered(asked, waits))
        .onFailure(
            failure -> {
              LOG.error("admission does not answer for {} connections", asked.size(), failure);
              asked.forEach(AdmissionGate::reset);
            });
  }

  private void answered(List<PendingSocket> asked, List<Long> waits) {
    for (int i = 0; i < asked.size(); i++) {
      PendingSocket socket = asked.get(i);
      long wait = waits.get(i);
      if (wait > 0) {
        refuse(socket, wait);
      } else {
        admit(socket);
      }
    }
  }

  private void admit(PendingSocket socket) {
    SocketWire wire = socket.wire();
    admitted.add(wire);
    if (shut) {
      reset(socket);
    } else {
      socket.connect();
    }
    if (wire.closed()) {
      closed(wire);
    }
  }

  private void refuse(PendingSocket socket, long seconds) {
    SocketWire wire = socket.wire();
    LOG.debug("{} refused for {} s", wire.address(), seconds);
    socket.release();
    if (wire.closed()) {
      return;
    }
    Message words = Errors.tooManyConnections(seconds);
    wire.write(gateway.encoders().encode(words, new Encoding(OutputFormat.CHAT, socket.framing())));
    if (refused.size() < MAX_LINGERING) {
      refused.add(wire);
      long linger = gateway.settings().liveness().lingerTimeout().toMillis();
      wire.closeGracefully(Math.min(MAX_LINGER_MILLIS, linger));
    } else {
      wire.closeAfterWrites();
    }
  }

  private static void reset(PendingSocket socket) {
    socket.release();
    socket.wire().reset();
  }
}
