package lifeline.gateway.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import lifeline.bus.Report;
import lifeline.config.LivenessSettings;
import lifeline.connection.ConfirmLevel;
import lifeline.gateway.Gateway;
import lifeline.gateway.wire.Wire;
import lifeline.liveness.Activity;
import lifeline.liveness.ActivityTracker;
import lifeline.liveness.ProbeKind;
import lifeline.protocol.Notices;
import lifeline.protocol.OutputFormat;
import lifeline.protocol.in.TelnetDecoder;

/**
 * The signs of life of one connection: notes them, asks for them, tells the registry of them. The
 * registry decides what they mean.
 */
public final class Probe {
  /** Bytes unacknowledged for so long, ms, are news to the registry; most never are. */
  private static final long OWING_IS_NEWS = 200;

  private static final int MARK_BYTES = 3;

  /** The kernel may ask by one part in so many of the interval before its end. */
  private static final int ASKED_EARLIER = 4;

  private static final int PROBES_IN_INTERVAL = 5;

  private final ClientConnection connection;
  private final Gateway gateway;
  private final Wire wire;
  private final Outbound outbound;
  private final UnconfirmedLines proof;
  private final boolean telnet;
  private final boolean terminal;
  private final ActivityTracker pulse;

  /** As wanted by {@code /heartbeat}; 0 if it is off. */
  private long ownInterval;

  private long pings;
  private long marks;
  private long marksAnswered;
  private int markBytes;
  private boolean halfClosed;
  private long noted;
  private long questions;
  private long reportedInput;
  private boolean reportedOwing;

  Probe(
      ClientConnection connection,
      Gateway gateway,
      Wire wire,
      Outbound outbound,
      UnconfirmedLines proof) {
    this.connection = connection;
    this.gateway = gateway;
    this.wire = wire;
    this.outbound = outbound;
    this.proof = proof;
    this.telnet = connection.listenerKind().equals("telnet");
    this.terminal = connection.listenerKind().equals("console");
    this.pulse = new ActivityTracker(gateway.steady());
  }

  /** The connection is open: its kernel is told when to ask, a telnet program is asked at once. */
  public void opened() {
    keepAlive();
    if (telnet) {
      mark();
      gateway.written(connection);
    }
    lookAndReport();
  }

  private void keepAlive() {
    LivenessSettings times = gateway.settings().liveness();
    long interval = ownInterval == 0 ? times.heartbeatInterval().toMillis() : ownInterval;
    // The kernel's own judgement only for the case that ours fails: it takes a shut window for
    // death, so it has to come behind all of our deadlines.
    long giveUp =
        times.stallTimeout().toMillis()
            + times.tcpUserTimeout().toMillis()
            + (times.heartbeatMisses() + 1) * interval;
    // Thousands that were opened together are not asked in one burst, of which the network would
    // lose a part; and as a lost probe is no miss, it is repeated some times in each interval.
    long seconds = interval / 1000;
    long spread = connection.id() % (seconds / ASKED_EARLIER + 1);
    wire.keepAlive(seconds - spread, Math.max(1, seconds / PROBES_IN_INTERVAL), giveUp);
  }

  /** Bytes have come, and are about to be looked at. */
  void came() {
    markBytes = 0;
    pulse.came(gateway.steady());
  }

  /** So many bytes that came were looked at, or are kept to be. */
  void taken(int bytes) {
    if (bytes > markBytes) {
      pulse.said(gateway.steady());
    }
  }

  /** What was written in this turn is on its way. */
  void flushed(long now) {
    long written = outbound.written();
    if (written > noted) {
      pulse.wrote(now, written - noted > questions);
      noted = written;
      questions = 0;
      gateway.unproven(connection);
    }
  }

  /** Asks the kernel, and tells the registry what it has to know at once. */
  void look() {
    long now = gateway.steady();
    if (connection.inbox().heldBack()) {
      pulse.heldBack(now);
    }
    wire.look(pulse, now);
    boolean owing = pulse.owingSince() <= now - OWING_IS_NEWS;
    if (owing != reportedOwing) {
      report();
    }
  }

  /** Looks, and tells the registry. */
  public void lookAndReport() {
    look();
    report();
  }

  /** Tells the registry if the client has said something since it was told last. */
  public void sign() {
    if (pulse.lastInput() != reportedInput) {
      lookAndReport();
    }
  }

  private void report() {
    reportedInput = pulse.lastInput();
    reportedOwing = pulse.owingSince() <= gateway.steady() - OWING_IS_NEWS;
    gateway.sign(
        new Report.Seen(
            connection.id(), pulse.signs(), asking(), ownInterval, halfClosed, pulse.rttMicros()));
  }

  private ProbeKind asking() {
    if (terminal) {
      return ProbeKind.NOT;
    } else if (halfClosed) {
      // Who has ended its input can't answer by bytes.
      return ProbeKind.KEEPALIVE;
    } else if (ownInterval > 0 && connection.encoding().format() != OutputFormat.RAW) {
      return ProbeKind.PING;
    }
    return marksAnswered > 0 ? ProbeKind.TIMING_MARK : ProbeKind.KEEPALIVE;
  }

  /** Whether the kernel knows by {@link #acked} how much of the output the peer has. */
  public boolean tellsReceived() {
    return wire.knowsAcknowledged();
  }

  /** Bytes that the peer's machine had at the last look, of {@code written} bytes. */
  long acked(long written) {
    // The kernel counts one more once our FIN is acknowledged.
    return Math.min(written, pulse.acked());
  }

  /** Whether data is on its way, and not only a question. */
  boolean dataWaits() {
    return pulse.dataWaits();
  }

  /** Whether nothing waits for the peer's TCP. */
  boolean owesNothing() {
    return pulse.owingSince() == Activity.NEVER;
  }

  /** {@code /heartbeat}; 0 for off. */
  void heartbeat(int seconds) {
    ownInterval = seconds * 1000L;
    keepAlive();
    report();
  }

  /** The format has changed, and with it how it may be asked. */
  void formatChanged() {
    if (ownInterval > 0) {
      report();
    }
  }

  /** The input has ended, and the connection stays. */
  public void halfClosed() {
    halfClosed = true;
    report();
  }

  /** Asks for a sign of life. */
  void ask() {
    ProbeKind how = asking();
    if (how == ProbeKind.PING) {
      pings++;
      long before = outbound.offered();
      connection.tell(Notices.ping(pings));
      questions += outbound.offered() - before;
      proof.asked(String.valueOf(pings));
    } else if (how == ProbeKind.TIMING_MARK) {
      mark();
      gateway.written(connection);
    }
  }

  private void mark() {
    marks++;
    ByteBuf request = Unpooled.wrappedBuffer(TelnetDecoder.timingMarkRequest());
    questions += request.readableBytes();
    outbound.reply(request);
    proof.asked(markName(marks));
  }

  private static String markName(long number) {
    return "timing-mark-" + number;
  }

  /**
   * The program has come to a mark: it has read all before.
   *
   * @return whether that confirms lines
   */
  boolean timingMark() {
    markBytes += MARK_BYTES;
    if (marksAnswered == marks) {
      return false;
    }
    marksAnswered++;
    if (marksAnswered == 1) {
      report();
    }
    return proof.answered(markName(marksAnswered));
  }

  /**
   * Lines that wait for the word of a program that answers marks are followed by one; while one is
   * on its way, the next waits for its answer.
   */
  void markLines() {
    boolean answers = marksAnswered > 0 && marksAnswered == marks;
    if (answers && proof.level() == ConfirmLevel.ACK && proof.hasUnasked()) {
      mark();
    }
  }
}
