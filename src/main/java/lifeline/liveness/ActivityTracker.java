package lifeline.liveness;

/**
 * Makes {@link Activity} of one connection from what was written to it and what the kernel tells at
 * each look. Between a write and the moment when all is acknowledged it has to be looked at often;
 * an idle one about once in an interval. Times are in ms of one steady clock.
 */
public final class ActivityTracker {
  private static final long NEVER = Activity.NEVER;

  private long lastInput;
  private long lastReceived;
  private long lastSegment;
  private long lastSample;
  private long unansweredSince = NEVER;
  private long unackedSince = NEVER;
  private long unackedDataSince = NEVER;
  private long acked;
  private long queuedBytes;
  private int rttMicros = -1;

  /** What the kernel knows of a TCP connection, see tcp(7) and {@code struct tcp_info}. */
  public interface Kernel {
    /** When anything came from the peer's TCP last, ms ago. */
    long segmentAgo();

    /** When data came last, ms ago. */
    long receivedAgo();

    /** When data was sent last, ms ago. */
    long sentAgo();

    /** Whether data was sent and not acknowledged. */
    boolean inFlight();

    /** Whether data waits to be sent. */
    boolean unsent();

    /** Probes, of keepalive or of a shut window, that were not answered. */
    int unansweredProbes();

    /** Bytes that the peer has acknowledged. */
    long bytesAcked();

    /** Smoothed round-trip time, µs. */
    int rttMicros();
  }

  /** Of a connection opened {@code now}. */
  public ActivityTracker(long now) {
    lastInput = now;
    lastReceived = now;
    lastSegment = now;
    lastSample = now;
  }

  /** Bytes have come. */
  public void received(long now) {
    lastReceived = now;
    lastSegment = now;
  }

  /** What has come was more than the answer of a telnet program. */
  public void inputReceived(long now) {
    lastInput = now;
  }

  /** Input was held back by us: who may not speak can't be blamed for silence. */
  public void inputHeldBack(long now) {
    lastReceived = now;
    lastInput = now;
  }

  /**
   * Bytes were written.
   *
   * @param data whether they are more than a question for a sign of life
   */
  public void written(long now, boolean data) {
    if (unackedSince == NEVER) {
      unackedSince = now;
    }
    if (data && unackedDataSince == NEVER) {
      unackedDataSince = now;
    }
  }

  /**
   * What the kernel tells now.
   *
   * @param queued bytes that the kernel has not taken yet
   */
  public void sample(long now, Kernel kernel, long queued) {
    lastReceived = Math.max(lastReceived, now - kernel.receivedAgo());
    lastSegment = Math.max(lastSegment, now - kernel.segmentAgo());
    rttMicros = kernel.rttMicros();
    boolean unanswered =
        kernel.unansweredProbes() > 0
            || (kernel.inFlight() && now - kernel.sentAgo() > lastSegment);
    if (!unanswered) {
      unansweredSince = NEVER;
    } else if (unansweredSince == NEVER || lastSegment > unansweredSince) {
      // It was asked after the last look, which saw no question, and after the last answer.
      unansweredSince = Math.max(lastSegment, lastSample);
    }
    boolean progress = kernel.bytesAcked() > acked;
    acked = Math.max(acked, kernel.bytesAcked());
    updateUnacked(now, progress, queued > 0 || kernel.inFlight() || kernel.unsent());
    queuedBytes = queued;
    lastSample = now;
  }

  /** The same where the kernel can't be asked: only what it does not take can be known. */
  public void sampleWithoutKernel(long now, long queued) {
    updateUnacked(now, queued < queuedBytes, queued > 0);
    queuedBytes = queued;
    lastSample = now;
  }

  private void updateUnacked(long now, boolean progress, boolean waiting) {
    if (!waiting) {
      unackedSince = NEVER;
      unackedDataSince = NEVER;
    } else if (progress || unackedSince == NEVER) {
      unackedSince = now;
    }
  }

  /** When it last said something. */
  public long lastInput() {
    return lastInput;
  }

  /** Since when bytes wait and none was acknowledged. */
  public long unackedSince() {
    return unackedSince;
  }

  /** Whether bytes wait that are more than a question for a sign of life. */
  public boolean dataUnacked() {
    return unackedDataSince != NEVER;
  }

  /** Bytes that the peer's TCP had acknowledged at the last look. */
  public long acked() {
    return acked;
  }

  /** Round-trip time in µs at the last look, −1 where it is not known. */
  public int rttMicros() {
    return rttMicros;
  }

  public Activity activity() {
    return new Activity(
        lastInput, lastReceived, lastSegment, unansweredSince, unackedSince, unackedDataSince);
  }
}
