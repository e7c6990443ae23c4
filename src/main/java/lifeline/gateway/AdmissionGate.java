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
 * A gateway's side of the door: asks for all sockets of one turn whether they may come in, and
 * tells who has gone. Who may not is told when to come again, and closed. Sends away thousands in a
 * second: that costs no more than an accept, one write and a close.
 */
final class AdmissionGate {
  private static final Logger LOG = LoggerFactory.getLogger(AdmissionGate.class);

  /** How long who was sent away may take to close its side, ms; most do at once. */
  private static final long MOST_LINGER = 1000;

  /** So many of those are waited for; who is beyond that is closed without waiting. */
  private static final int MOST_LEAVING = 100;

  private final Gateway gateway;
  private final Bus bus;
  private List<PendingSocket> arrived = new ArrayList<>();
  private List<String> left = new ArrayList<>();
  private final Set<SocketWire> in = new HashSet<>();
  private final Set<SocketWire> leaving = new HashSet<>();
  private boolean askDue;
  private boolean shut;

  AdmissionGate(Gateway gateway, Bus bus) {
    this.gateway = gateway;
    this.bus = bus;
  }

  /** A socket was accepted; it is let in or sent away soon. */
  void arrive(PendingSocket stranger) {
    stranger.wire().listen(stranger);
    arrived.add(stranger);
    ask();
  }

  /** The socket is closed. */
  void closed(SocketWire wire) {
    leaving.remove(wire);
    if (in.remove(wire)) {
      left.add(wire.host());
      ask();
    }
  }

  /** Nobody is let in from now on. */
  void shut() {
    shut = true;
  }

  private void ask() {
    if (!askDue) {
      askDue = true;
      gateway.atEndOfTurn(this::askNow);
    }
  }

  private void askNow() {
    askDue = false;
    List<PendingSocket> asked = arrived;
    List<AdmissionRequest.Visitor> visitors = new ArrayList<>(asked.size());
    for (PendingSocket stranger : asked) {
      visitors.add(
          new AdmissionRequest.Visitor(stranger.wire().host(), stranger.wire().fromLoopback()));
    }
    AdmissionRequest visits = new AdmissionRequest(left, visitors);
    arrived = new ArrayList<>();
    left = new ArrayList<>();
    bus.admit(visits)
        .onSuccess(waits -> answered(asked, waits))
        .onFailure(
            failure -> {
              LOG.error("the door does not answer for {} connections", asked.size(), failure);
              asked.forEach(AdmissionGate::turnOut);
            });
  }

  private void answered(List<PendingSocket> asked, List<Long> waits) {
    for (int i = 0; i < asked.size(); i++) {
      PendingSocket stranger = asked.get(i);
      long wait = waits.get(i);
      if (wait > 0) {
        sendAway(stranger, wait);
      } else {
        letIn(stranger);
      }
    }
  }

  private void letIn(PendingSocket stranger) {
    SocketWire wire = stranger.wire();
    in.add(wire);
    if (shut) {
      turnOut(stranger);
    } else {
      stranger.letIn();
    }
    if (wire.closed()) {
      closed(wire);
    }
  }

  private void sendAway(PendingSocket stranger, long seconds) {
    SocketWire wire = stranger.wire();
    LOG.debug("{} sent away for {} s", wire.address(), seconds);
    stranger.forget();
    if (wire.closed()) {
      return;
    }
    Message words = Errors.tooManyConnections(seconds);
    wire.write(
        gateway.encoders().encode(words, new Encoding(OutputFormat.CHAT, stranger.framing())));
    if (leaving.size() < MOST_LEAVING) {
      leaving.add(wire);
      long linger = gateway.settings().liveness().lingerTimeout().toMillis();
      wire.closeGracefully(Math.min(MOST_LINGER, linger));
    } else {
      wire.closeAfterWrites();
    }
  }

  private static void turnOut(PendingSocket stranger) {
    stranger.forget();
    stranger.wire().reset();
  }
}
