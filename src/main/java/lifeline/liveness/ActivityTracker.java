package lifeline.liveness;

/**
 * Makes {@link Activity} of one connection from what was written to it and what the kernel tells at
 * each look. Between a write and the moment when all is acknowledged it has to be looked at often;
 * an idle one about once in an interval. Times are in ms of one steady clock.
 */
public final class ActivityTracker {
  private static final long NEVER = Activity.NEVER;

  private long lastInput;
  private long lastBytes;
  private long lastHeard;
  private long lastLook;
  private long askedSince = NEVER;
  private long owingSince = NEVER;
  private long dataSince = NEVER;
  private long acked;
  private long pending;
  private int rttMicros = -1;

  /** What the kernel knows of a TCP connection, see tcp(7) and {@code struct tcp_info}. */
  public interface Kernel {
    /** When anything came from the peer's TCP last, ms ago. */
    long heardAgo();

    /** When data came last, ms ago. */
    long bytesAgo();

    /** When data was sent last, ms ago. */
    long sentAgo();

    /** Whether data was sent and not acknowledged. */
    boolean inFlight();

    /** Whether data waits to be sent. */
    boolean unsent();

    /** Probes, of keepalive or of a shut window, that were not answered. */
    int probes();

    /** Bytes that the peer has acknowledged. */
    long bytesAcked();

    /** Smoothed round-trip time, µs. */
    int rttMicros();
  }

  /** Of a connection opened {@code now}. */
  public ActivityTracker(long now) {
    lastInput = now;
    lastBytes = now;
    lastHeard = now;
    lastLook = now;
  }

  /** Bytes have come. */
  public void came(long now) {
    lastBytes = now;
    lastHeard = now;
  }

  /** What has come was more than the answer of a telnet program. */
  public void said(long now) {
    lastInput = now;
  }

  /** Input was held back by us: who may not speak can't be blamed for silence. */
  public void heldBack(long now) {
    lastBytes = now;
    lastInput = now;
  }

  /**
   * Bytes were written.
   *
   * @param data whether they are more than a question for a sign of life
   */
  public void wrote(long now, boolean data) {
    if (owingSince == NEVER) {
      owingSince = now;
    }
    if (data && dataSince == NEVER) {
      dataSince = now;
    }
  }

  /**
   * What the kernel tells now.
   *
   * @param queued bytes that the kernel has not taken yet
   */
  public void look(long now, Kernel kernel, long queued) {
    lastBytes = Math.max(lastBytes, now - kernel.bytesAgo());
    lastHeard = Math.max(lastHeard, now - kernel.heardAgo());
    rttMicros = kernel.rttMicros();
    boolean unanswered =
        kernel.probes() > 0 || (kernel.inFlight() && now - kernel.sentAgo() > lastHeard);
    if (!unanswered) {
      askedSince = NEVER;
    } else if (askedSince == NEVER || lastHeard > askedSince) {
      // It was asked after the last look, which saw no question, and after the last answer.
      askedSince = Math.max(lastHeard, lastLook);
    }
    boolean progress = kernel.bytesAcked() > acked;
    acked = Math.max(acked, kernel.bytesAcked());
    owing(now, progress, queued > 0 || kernel.inFlight() || kernel.unsent());
    pending = queued;
    lastLook = now;
  }

  /** The same where the kernel can't be asked: only what it does not take can be known. */
  public void lookWithoutKernel(long now, long queued) {
    owing(now, queued < pending, queued > 0);
    pending = queued;
    lastLook = now;
  }

  private void owing(long now, boolean progress, boolean waiting) {
    if (!waiting) {
      owingSince = NEVER;
      dataSince = NEVER;
    } else if (progress || owingSince == NEVER) {
      owingSince = now;
    }
  }

  /** When it last said something. */
  public long lastInput() {
    return lastInput;
  }

  /** Since when bytes wait and none was acknowledged. */
  public long owingSince() {
    return owingSince;
  }

  /** Whether bytes wait that are more than a question for a sign of life. */
  public boolean dataWaits() {
    return dataSince != NEVER;
  }

  /** Bytes that the peer's TCP had acknowledged at the last look. */
  public long acked() {
    return acked;
  }

  /** Round-trip time in µs at the last look, −1 where it is not known. */
  public int rttMicros() {
    return rttMicros;
  }

  public Activity signs() {
    return new Activity(lastInput, lastBytes, lastHeard, askedSince, owingSince, dataSince);
  }
}
