package lifeline;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.TestAbortedException;

/**
 * The seed of a random test: 1, or {@code -Dseeds.from=N} where fresh ones are wanted, as the
 * profile {@code nightly} does; {@code -Dseed=N} replays a failure. A test that fails in {@link
 * #run} prints the command for that.
 *
 * @param test the test class
 * @param value the seed
 * @param settings further system properties that a replay needs, as {@code -Dname=value}, or empty
 */
public record Seed(Class<?> test, long value, String settings) {
  private static final System.Logger LOG = System.getLogger(Seed.class.getName());

  /** The seed for a run of a test. */
  public static Seed of(Class<?> test) {
    return of(test, "");
  }

  /** The seed for a run of a test that also depends on system properties. */
  public static Seed of(Class<?> test, String settings) {
    Seed seed = new Seed(test, Long.getLong("seed", first()), settings);
    LOG.log(System.Logger.Level.INFO, "{0}", seed);
    return seed;
  }

  private static long first() {
    return Long.getLong("seeds.from", 1);
  }

  /**
   * Runs a random history for each of many seeds, on all processors. All of them run, and the first
   * that fails is reported with the command that replays it.
   *
   * @param count the number of seeds, unless it is set by {@code -Dhistories=N}
   */
  public static void runEach(Class<?> test, int count, LongConsumer history) {
    Long seed = Long.getLong("seed");
    long first = seed != null ? seed : first();
    long last = seed != null ? seed : first + Integer.getInteger("histories", count) - 1;
    LOG.log(System.Logger.Level.INFO, "{0}: seeds {1} to {2}", test, "" + first, "" + last);
    ConcurrentSkipListMap<Long, AssertionError> failures = new ConcurrentSkipListMap<>();
    LongStream.rangeClosed(first, last)
        .parallel()
        .forEach(
            value -> {
              try {
                history.accept(value);
              } catch (AssertionError e) {
                failures.put(value, e);
              }
            });
    if (!failures.isEmpty()) {
      Map.Entry<Long, AssertionError> one = failures.firstEntry();
      String replay = new Seed(test, one.getKey(), "").toString();
      throw new AssertionError(
          failures.size() + " fail; replay: " + replay + "\n" + one.getValue().getMessage(),
          one.getValue());
    }
  }

  /** A random sequence that begins with this seed. */
  public Random random() {
    return new Random(value);
  }

  /** Runs the test; the message of its failure begins with the command that replays it. */
  public void run(Executable body) {
    try {
      body.execute();
    } catch (TestAbortedException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("replay: " + this + "\n" + e.getMessage(), e);
    }
  }

  /** The command that replays a run with this seed. */
  @Override
  public String toString() {
    String what =
        test.getSimpleName().endsWith("IT")
            ? "mvn verify -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false -Dit.test="
            : "mvn -Pfast test -Dtest=";
    String more = settings.isEmpty() ? "" : " " + settings;
    return what + test.getSimpleName() + " -Dseed=" + value + more;
  }
}
