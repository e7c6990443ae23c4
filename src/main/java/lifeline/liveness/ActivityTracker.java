package lifeline.liveness;

/**
 * Derives the {@link Activity} of one connection from what it received and wrote and from samples
 * of its kernel state. Sample often between a write and its acknowledgement, otherwise about once
 * in an interval. Times are in ms of one monotonic clock.
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

  /** The kernel's state of a TCP connection; see tcp(7) and {@code struct tcp_info}. */
  public interface Kernel {
    /** The age of the last segment from the peer, ms. */
    long segmentAgo();

    /** The age of the last data from the peer, ms. */
    long receivedAgo();

    /** The age of the last data sent, ms. */
    long sentAgo();

    /** Whether data was sent and is not acknowledged. */
    boolean inFlight();

    /** Whether data waits to be sent. */
    boolean unsent();

    /** The number of probes, of keepalive or of a zero window, without an answer. */
    int unansweredProbes();

    /** The number of bytes that the peer has acknowledged. */
    long bytesAcked();

    /** Smoothed round-trip time, µs. */
    int rttMicros();
  }

  /** For a connection opened {@code now}. */
  public ActivityTracker(long now) {
    lastInput = now;
    lastReceived = now;
    lastSegment = now;
    lastSample = now;
  }

  /** Bytes were received. */
  public void received(long now) {
    lastReceived = now;
    lastSegment = now;
  }

  /** The bytes received were input, not only the answer of a telnet program to a probe. */
  public void inputReceived(long now) {
    lastInput = now;
  }

  /** The server itself holds back input: that must not count as silence of the client. */
  public void inputHeldBack(long now) {
    lastReceived = now;
    lastInput = now;
  }

  /**
   * Bytes were written.
   *
   * @param data whether they are more than a probe
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
   * Takes a sample of the kernel's state.
   *
   * @param queued number of bytes that the kernel has not taken yet
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
      // It was sent after the last sample, which saw none, and after the last answer.
      unansweredSince = Math.max(lastSegment, lastSample);
    }
    boolean progress = kernel.bytesAcked() > acked;
    acked = Math.max(acked, kernel.bytesAcked());
    updateUnacked(now, progress, queued > 0 || kernel.inFlight() || kernel.unsent());
    queuedBytes = queued;
    lastSample = now;
  }

  /** The same where the kernel's state cannot be read: only what it does not take is known. */
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

  /** The time of the last input. */
  public long lastInput() {
    return lastInput;
  }

  /** Since when written bytes wait and none of them was acknowledged. */
  public long unackedSince() {
    return unackedSince;
  }

  /** Whether bytes other than a probe wait to be acknowledged. */
  public boolean dataUnacked() {
    return unackedDataSince != NEVER;
  }

  /** The number of bytes acknowledged at the last sample. */
  public long acked() {
    return acked;
  }

  /** The round-trip time at the last sample, µs; −1 if unknown. */
  public int rttMicros() {
    return rttMicros;
  }

  /** The signs of life as of the last event. */
  public Activity activity() {
    return new Activity(
        lastInput, lastReceived, lastSegment, unansweredSince, unackedSince, unackedDataSince);
  }
}
