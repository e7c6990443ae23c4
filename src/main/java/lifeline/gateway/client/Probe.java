package lifeline.gateway.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import lifeline.bus.Report;
import lifeline.config.LivenessSettings;
import lifeline.connection.ConfirmLevel;
import lifeline.gateway.wire.Wire;
import lifeline.liveness.Activity;
import lifeline.liveness.ActivityTracker;
import lifeline.liveness.ProbeKind;
import lifeline.protocol.Notices;
import lifeline.protocol.OutputFormat;
import lifeline.protocol.in.TelnetDecoder;

/**
 * Whether the peer of one connection is alive: tracks its activity, sends probes, and reports to
 * the registry, which decides what that means.
 */
public final class Probe {
  /** Bytes that stay unacknowledged for this time are reported at once; most never do. */
  private static final long OWING_REPORT_MILLIS = 200;

  private static final int MARK_BYTES = 3;

  /** Keepalive probes are spread over the last quarter of the heartbeat interval. */
  private static final int SPREAD_SHARE = 4;

  /** Keepalive probes are repeated this often in one interval: a lost probe is no miss. */
  private static final int PROBES_IN_INTERVAL = 5;

  private final ClientConnection connection;
  private final ConnectionHost host;
  private final Wire wire;
  private final Outbound outbound;
  private final UnconfirmedLines unconfirmed;
  private final boolean telnet;
  private final boolean terminal;
  private final ActivityTracker activity;

  /** Interval set by {@code /heartbeat}, ms; 0 if it is off. */
  private long ownInterval;

  private long pings;
  private long marks;
  private long marksAnswered;

  /** Bytes of answers to timing marks in the current read: no input of the client. */
  private int markBytes;

  private boolean halfClosed;

  /** Bytes written at the last flush. */
  private long flushedBytes;

  /** Bytes of probes written since. */
  private long probeBytes;

  private long reportedInput;
  private boolean reportedOwing;

  Probe(
      ClientConnection connection,
      String kind,
      ConnectionHost host,
      Wire wire,
      Outbound outbound,
      UnconfirmedLines unconfirmed) {
    this.connection = connection;
    this.host = host;
    this.wire = wire;
    this.outbound = outbound;
    this.unconfirmed = unconfirmed;
    this.telnet = kind.equals("telnet");
    this.terminal = kind.equals("console");
    this.activity = new ActivityTracker(host.loop().now());
  }

  /** The connection has its id: sets up keepalive, and probes a telnet program at once. */
  public void opened() {
    keepAlive();
    if (telnet) {
      sendTimingMark();
      host.turn().written(connection);
    }
    pollAndReport();
  }

  private void keepAlive() {
    LivenessSettings times = host.settings().liveness();
    long interval = ownInterval == 0 ? times.heartbeatInterval().toMillis() : ownInterval;
    // The kernel's own deadline is only a backstop after all of ours: to it a closed window is a
    // dead
    // peer.
    long giveUp =
        times.stallTimeout().toMillis()
            + times.tcpUserTimeout().toMillis()
            + (times.heartbeatMisses() + 1) * interval;
    // Spread, as of a burst of probes to thousands of connections the network would lose a part.
    long seconds = interval / 1000;
    long spread = connection.id() % (seconds / SPREAD_SHARE + 1);
    wire.keepAlive(seconds - spread, Math.max(1, seconds / PROBES_IN_INTERVAL), giveUp);
  }

  /** Bytes were read, and are about to be processed. */
  void received() {
    markBytes = 0;
    activity.received(host.loop().now());
  }

  /** This many bytes were read and processed, or held. */
  void taken(int bytes) {
    if (bytes > markBytes) {
      activity.inputReceived(host.loop().now());
    }
  }

  /** The output of this turn was flushed. */
  void flushed(long now) {
    long written = outbound.written();
    if (written > flushedBytes) {
      activity.written(now, written - flushedBytes > probeBytes);
      flushedBytes = written;
      probeBytes = 0;
      host.ackPoller().add(connection);
    }
  }

  /** Polls the kernel; reports if bytes have become, or are no longer, overdue. */
  void poll() {
    long now = host.loop().now();
    if (connection.input().heldBack()) {
      activity.inputHeldBack(now);
    }
    wire.poll(activity, now);
    boolean owing = activity.unackedSince() <= now - OWING_REPORT_MILLIS;
    if (owing != reportedOwing) {
      report();
    }
  }

  /** Polls the kernel and reports. */
  public void pollAndReport() {
    poll();
    report();
  }

  /** Reports if there was input since the last report. */
  public void reportIfHeard() {
    if (activity.lastInput() != reportedInput) {
      pollAndReport();
    }
  }

  private void report() {
    reportedInput = activity.lastInput();
    reportedOwing = activity.unackedSince() <= host.loop().now() - OWING_REPORT_MILLIS;
    host.turn()
        .report(
            new Report.Polled(
                connection.id(),
                activity.activity(),
                kind(),
                ownInterval,
                halfClosed,
                activity.rttMicros()));
  }

  private ProbeKind kind() {
    if (terminal) {
      return ProbeKind.NONE;
    } else if (halfClosed) {
      // A peer that has ended its input cannot answer by bytes.
      return ProbeKind.KEEPALIVE;
    } else if (ownInterval > 0 && connection.encoding().format() != OutputFormat.RAW) {
      return ProbeKind.PING;
    }
    return marksAnswered > 0 ? ProbeKind.TIMING_MARK : ProbeKind.KEEPALIVE;
  }

  /** Whether the kernel can tell how many bytes the peer has received, see {@link #acked}. */
  public boolean knowsReceived() {
    return wire.knowsAcknowledged();
  }

  /** How many of {@code written} bytes the peer's kernel had acknowledged at the last poll. */
  long acked(long written) {
    // The kernel counts one more once our FIN is acknowledged.
    return Math.min(written, activity.acked());
  }

  /** Whether unacknowledged bytes are more than our own probe. */
  boolean dataWaits() {
    return activity.dataUnacked();
  }

  /** Whether no bytes wait for the peer's acknowledgement. */
  boolean owesNothing() {
    return activity.unackedSince() == Activity.NEVER;
  }

  /** {@code /heartbeat SECONDS}; 0 for off. */
  void heartbeat(int seconds) {
    ownInterval = seconds * 1000L;
    keepAlive();
    report();
  }

  /** The format has changed, and with it perhaps the kind of probe. */
  void formatChanged() {
    if (ownInterval > 0) {
      report();
    }
  }

  /** The peer has ended its input, and the connection stays. */
  public void halfClosed() {
    halfClosed = true;
    report();
  }

  /** Sends a probe of the kind that the client answers; the kernel's own need no help. */
  void send() {
    ProbeKind kind = kind();
    if (kind == ProbeKind.PING) {
      pings++;
      long before = outbound.offered();
      connection.send(Notices.ping(pings));
      probeBytes += outbound.offered() - before;
      unconfirmed.probeSent(String.valueOf(pings));
    } else if (kind == ProbeKind.TIMING_MARK) {
      sendTimingMark();
      host.turn().written(connection);
    }
  }

  private void sendTimingMark() {
    marks++;
    ByteBuf request = Unpooled.wrappedBuffer(TelnetDecoder.timingMarkRequest());
    probeBytes += request.readableBytes();
    outbound.reply(request);
    unconfirmed.probeSent(markName(marks));
  }

  private static String markName(long number) {
    return "timing-mark-" + number;
  }

  /**
   * The program has answered a timing mark: it has processed everything before it.
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
    return unconfirmed.probeAnswered(markName(marksAnswered));
  }

  /**
   * Follows lines that wait for an ack by a timing mark, if the program answers those; at most one
   * mark is unanswered at a time.
   */
  void markWrittenLines() {
    boolean answers = marksAnswered > 0 && marksAnswered == marks;
    if (answers && unconfirmed.level() == ConfirmLevel.ACK && unconfirmed.hasUnprobed()) {
      sendTimingMark();
    }
  }
}
