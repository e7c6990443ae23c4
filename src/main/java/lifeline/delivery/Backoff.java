package lifeline.delivery;

/** How long a line waits after a failed attempt: 1 s, doubled each time, at most 5 min. */
final class Backoff {
  private static final long FIRST = 1_000;
  private static final long MOST = 5 * 60_000;
  private static final int MOST_DOUBLINGS = 16;

  private Backoff() {}

  /**
   * Milliseconds to wait, of which up to a quarter less is drawn from the line's id and attempt, so
   * that lines that failed together do not come back together.
   */
  static long millis(String room, long seq, int charges) {
    long full = Math.min(MOST, FIRST << Math.min(MOST_DOUBLINGS, Math.max(0, charges - 1)));
    long hash = (room.hashCode() * 31L + seq) * 31L + charges;
    hash *= 0x9E3779B97F4A7C15L;
    hash ^= hash >>> 32;
    return full - Math.floorMod(hash, full / 4 + 1);
  }
}
