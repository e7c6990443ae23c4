package lifeline.cli.bench;

/** Nanoseconds since the start of the run; fits {@link Digits} for three days. */
final class Clock {
  private final long origin = System.nanoTime();

  long now() {
    return System.nanoTime() - origin;
  }
}
