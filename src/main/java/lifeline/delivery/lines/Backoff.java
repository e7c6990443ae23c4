package lifeline.delivery.lines;

/** How long a line waits after a failed attempt. */
public final class Backoff {
  private static final int MOST_DOUBLINGS = 16;

  private Backoff() {}

  /**
   * Milliseconds to wait: the first wait, doubled with each charge up to the most, of which up to a
   * quarter less is drawn from the line's id and attempt, so that lines that failed together do not
   * come back together.
   *
   * @param first the wait after the first charge, in milliseconds
   * @param most the longest wait, in milliseconds
   */
  public static long millis(long first, long most, String room, long seq, int charges) {
    int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, charges - 1));
    long full = Math.min(most, first << doublings);
    long hash = (room.hashCode() * 31L + seq) * 31L + charges;
    hash *= 0x9E3779B97F4A7C15L;
    hash ^= hash >>> 32;
    return full - Math.floorMod(hash, full / 4 + 1);
  }
}
