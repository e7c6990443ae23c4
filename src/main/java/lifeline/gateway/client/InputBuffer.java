package lifeline.gateway.client;

import java.util.Objects;
import lifeline.admission.InputPace;
import lifeline.config.LimitSettings;
import lifeline.gateway.wire.Wire;
import lifeline.protocol.in.Decoder;
import lifeline.protocol.in.DecoderListener;
import org.jspecify.annotations.Nullable;

/**
 * The input of one connection, from bytes to lines: decodes it as far as the {@link
 * RequestPipeline}, the output and the rate limits allow, and holds the rest. While anything is
 * held, the wire is not read, so that the bytes stay with the peer.
 */
final class InputBuffer implements DecoderListener {
  /** Bytes of replies not written, above which input is held back. */
  private static final int MAX_REPLIES = 64 * 1024;

  /** Shortest pause of the rate limits, ms: a fast client does not cost a timer for each line. */
  private static final long MIN_PAUSE_MILLIS = 20;

  /** Longest pause, ms: how often a client is checked for being too fast for too long. */
  private static final long MAX_PAUSE_MILLIS = 1000;

  private static final byte[] NOTHING = {};

  private static final InputPace.Limits NO_LIMITS =
      new InputPace.Limits(LimitSettings.NONE, LimitSettings.NONE);

  private final Decoder decoder;
  private final InputHandler handler;
  private final RequestPipeline pipeline;
  private final Outbound outbound;
  private final Wire wire;
  private final ConnectionHost host;

  /** Input not decoded yet: {@code held[heldFrom, heldTo)}. */
  private byte[] held = NOTHING;

  private int heldFrom;
  private int heldTo;

  /** The rate of this input; null without limits, which cost nothing then. */
  private @Nullable InputPace pace;

  private InputPace.Limits limits = NO_LIMITS;

  /** Whether input waits for the rate limits. */
  private boolean paused;

  /** Bytes of complete lines in the current call of the decoder: counted already. */
  private int counted;

  private boolean ended;
  private boolean finished;
  private boolean truncated;
  private boolean endHandled;
  private boolean closed;
  private boolean working;

  /**
   * @param handler gets the lines
   */
  InputBuffer(
      Decoder decoder,
      InputHandler handler,
      RequestPipeline pipeline,
      Outbound outbound,
      Wire wire,
      ConnectionHost host) {
    this.decoder = decoder;
    this.handler = handler;
    this.pipeline = pipeline;
    this.outbound = outbound;
    this.wire = wire;
    this.host = host;
  }

  // From the wire

  /** Bytes were read; the array is valid during the call. */
  void received(byte[] buffer, int from, int to) {
    if (closed) {
      return;
    }
    int taken = from;
    if (!holding() && open()) {
      working = true;
      taken = decode(buffer, from, to);
      working = false;
    }
    if (taken < to) {
      hold(buffer, taken, to);
    }
    proceed();
  }

  /** The peer has ended its input. */
  void ended() {
    ended = true;
    proceed();
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether the input ended inside a frame. */
  boolean truncated() {
    return truncated;
  }

  /** Processes no more input. */
  void close() {
    closed = true;
    pipeline.close();
    drop();
  }

  boolean closed() {
    return closed;
  }

  /** Whether input is held back by us, here or with the peer. */
  boolean heldBack() {
    return !ended && (holding() || !open());
  }

  /** From the next line on the input is data. */
  void verbatim() {
    decoder.verbatim();
  }

  /** Sets the longest line allowed, bytes. */
  void maxLine(int bytes) {
    decoder.maxLine(bytes);
  }

  // Decoding

  /** Goes on with whatever can go on; to be called when that may have changed. */
  void proceed() {
    if (working || closed) {
      return;
    }
    working = true;
    while (pipeline.step() || step()) {
      // each step may have made the next one possible
    }
    working = false;
    if (!closed) {
      if (paused && holding()) {
        Objects.requireNonNull(pace, "the pause is its own").inputWaits(host.loop().now());
      }
      // During a pause the wire is read on: only input that comes shows that the peer is too fast.
      wire.reading(ready() && !holding());
    }
  }

  /** Whether the next line may be processed now. */
  private boolean open() {
    return ready() && !paused;
  }

  /** The same but for the rate limits. */
  private boolean ready() {
    return !closed && pipeline.ready() && outbound.repliesWaiting() < MAX_REPLIES;
  }

  private boolean step() {
    if (!open()) {
      return false;
    }
    if (holding()) {
      heldFrom = decode(held, heldFrom, heldTo);
      if (!holding()) {
        drop();
      }
      return true;
    }
    if (ended && !finished) {
      finished = true;
      truncated = !decoder.finish(this);
      handler.submitLines();
      return true;
    }
    if (finished && !endHandled && pipeline.settled(handler.endsUnanswered())) {
      endHandled = true;
      handler.onInputDone();
    }
    return false;
  }

  private int decode(byte[] buffer, int from, int to) {
    takeLimits();
    int taken = decoder.decode(buffer, from, to, this);
    // The beginning of a line that began in an earlier piece was counted there: it is given back.
    count(0, taken - from - counted);
    counted = 0;
    handler.submitLines();
    return taken;
  }

  private boolean holding() {
    return heldFrom < heldTo;
  }

  private void hold(byte[] buffer, int from, int to) {
    int before = heldTo - heldFrom;
    byte[] both = new byte[before + to - from];
    System.arraycopy(held, heldFrom, both, 0, before);
    System.arraycopy(buffer, from, both, before, to - from);
    held = both;
    heldFrom = 0;
    heldTo = both.length;
  }

  private void drop() {
    held = NOTHING;
    heldFrom = 0;
    heldTo = 0;
  }

  // From the decoder

  @Override
  public boolean line(byte[] buffer, int from, int to) {
    int bytes = to - from + 1;
    counted += bytes;
    count(1, bytes);
    handler.line(buffer, from, to);
    return open();
  }

  @Override
  public boolean tooLong(long length) {
    count(1, 0);
    handler.tooLong(length);
    return open();
  }

  @Override
  public void negotiate(byte[] reply) {
    handler.negotiate(reply);
  }

  @Override
  public void timingMark() {
    handler.timingMark();
  }

  // Rate limits

  /** The limits may have changed since the last piece of input. */
  private void takeLimits() {
    LimitSettings now = host.settings().limits();
    limits = new InputPace.Limits(now.linesPerSecond(), now.bytesPerSecond());
    if (!limits.any()) {
      pace = null;
    } else if (pace == null) {
      pace = new InputPace();
    }
  }

  private void count(int lines, int bytes) {
    if (pace == null) {
      return;
    }
    long now = host.loop().now();
    pace.consume(lines, bytes, limits, now);
    if (!paused) {
      pause(pace.millisUntilOpen(limits, now));
    }
  }

  private void pause(long millis) {
    paused = millis > 0;
    if (paused) {
      long time = Math.max(MIN_PAUSE_MILLIS, Math.min(MAX_PAUSE_MILLIS, millis));
      host.loop().after(time, this::pauseOver);
    }
  }

  private void pauseOver() {
    if (closed) {
      return;
    }
    takeLimits();
    if (pace == null) {
      paused = false;
      proceed();
      return;
    }
    long now = host.loop().now();
    if (pace.overLimitsFor(host.settings().limits().tooFastAfter().toMillis(), now)) {
      handler.onTooFast();
      return;
    }
    pause(pace.millisUntilOpen(limits, now));
    if (!paused) {
      pace.opened(holding(), now);
      proceed();
    }
  }
}
