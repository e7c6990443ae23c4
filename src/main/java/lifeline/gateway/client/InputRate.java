package lifeline.gateway.client;

import lifeline.admission.InputPace;
import lifeline.config.LimitSettings;
import lifeline.gateway.Gateway;
import lifeline.protocol.in.DecoderListener;

/**
 * Keeps one connection's input within {@code lines-per-second} and {@code bytes-per-second}, as
 * they are configured at the moment. What is too much is held back; who is too fast for too long is
 * reported. Costs nothing where both are off.
 */
final class InputRate implements DecoderListener {
  /** Short holds are made longer, so that a fast client does not cost a timer a line, ms. */
  private static final long LEAST_HOLD = 20;

  /** How often it is looked whether the client has been too fast for too long, ms. */
  private static final long MOST_HOLD = 1000;

  private final Gateway gateway;
  private final DecoderListener input;
  private final Owner owner;
  private InputPace pace;
  private InputPace.Limits limits;
  private boolean resting;

  /** Bytes of whole lines in the piece of input that is looked at, which are counted already. */
  private int counted;

  /** What the throttle needs of the input that it holds back. */
  interface Owner {
    /** Whether input is there that has not been looked at. */
    boolean holding();

    /** More may be looked at. */
    void proceed();

    /** The client has sent too much for too long. */
    void tooFast();

    boolean closed();
  }

  /**
   * @param input gets what the decoder finds, after it is counted here
   */
  InputRate(Gateway gateway, DecoderListener input, Owner owner) {
    this.gateway = gateway;
    this.input = input;
    this.owner = owner;
  }

  /** Whether more input may be looked at. */
  boolean open() {
    return !resting;
  }

  /** A piece of input is about to be looked at: takes the limits as they are now. */
  void begin() {
    LimitSettings now = gateway.settings().limits();
    limits = new InputPace.Limits(now.linesPerSecond(), now.bytesPerSecond());
    if (!limits.any()) {
      pace = null;
    } else if (pace == null) {
      pace = new InputPace();
    }
  }

  /** So many bytes of it were looked at. */
  void looked(int bytes) {
    // Of a line that began in an earlier piece that beginning is counted there, and given back
    // here.
    took(0, bytes - counted);
    counted = 0;
  }

  /** To be called when nothing goes on for now. */
  void paused() {
    if (resting && owner.holding()) {
      pace.waits(gateway.steady());
    }
  }

  @Override
  public boolean line(byte[] buffer, int from, int to) {
    int bytes = to - from + 1;
    counted += bytes;
    took(1, bytes);
    return input.line(buffer, from, to);
  }

  @Override
  public boolean tooLong(long length) {
    took(1, 0);
    return input.tooLong(length);
  }

  @Override
  public void negotiate(byte[] reply) {
    input.negotiate(reply);
  }

  @Override
  public void timingMark() {
    input.timingMark();
  }

  private void took(int lines, int bytes) {
    if (pace == null) {
      return;
    }
    long now = gateway.steady();
    pace.took(lines, bytes, limits, now);
    if (!resting) {
      rest(pace.millisUntilOpen(limits, now));
    }
  }

  private void rest(long millis) {
    resting = millis > 0;
    if (resting) {
      gateway.after(Math.max(LEAST_HOLD, Math.min(MOST_HOLD, millis)), this::look);
    }
  }

  private void look() {
    if (owner.closed()) {
      return;
    }
    long now = gateway.steady();
    begin();
    if (pace == null) {
      resting = false;
      owner.proceed();
      return;
    }
    if (pace.overFor(gateway.settings().limits().tooFastAfter().toMillis(), now)) {
      owner.tooFast();
      return;
    }
    rest(pace.millisUntilOpen(limits, now));
    if (!resting) {
      pace.opened(owner.holding(), now);
      owner.proceed();
    }
  }
}
