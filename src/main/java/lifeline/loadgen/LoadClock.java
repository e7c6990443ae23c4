package lifeline.loadgen;

/** Nanoseconds since the start of the run; fits {@link Digits} for three days. */
final class LoadClock {
  private final long origin = System.nanoTime();

  long now() {
    return System.nanoTime() - origin;
  }
}
