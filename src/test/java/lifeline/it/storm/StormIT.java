package lifeline.it.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import lifeline.Seed;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every accepted line is accounted for in each subscription, however its connections end. A seed
 * gives the same steps again, though not to the microsecond; {@code -Dstorm.seconds=120} makes it
 * longer.
 */
class StormIT {
  @RegisterExtension
  static final TestServer SERVER = new TestServer("delivery.max-attempts=100000");

  private static final System.Logger LOG = System.getLogger(StormIT.class.getName());
  private static final int SECONDS = 15;
  private static final int STEP_MILLIS = 10;
  private static final int SECONDS_TO_CALM_DOWN = 20;

  @Test
  void shouldAccountForEveryLineInEachSubscription() {
    int seconds = Integer.getInteger("storm.seconds", SECONDS);
    Seed seed = Seed.of(StormIT.class, "-Dstorm.seconds=" + seconds);
    seed.run(() -> storm(seed.value(), seconds));
  }

  private static void storm(long seed, int seconds) {
    Storm storm =
        new Storm(
            seed,
            SERVER.port("line"),
            SERVER.client(),
            List.of(
                StormSubscription.name("gale", "ada", true, false, 1),
                StormSubscription.name("gale", "bob", true, false, 2),
                StormSubscription.name("gale", "cleo", false, false, 1),
                StormSubscription.name("squall", "dan", false, false, 2),
                StormSubscription.name("squall", "eve", false, true, 1),
                StormSubscription.name("squall", "fay", true, true, 1),
                StormSubscription.group("gale", "crew", true, 3),
                StormSubscription.group("squall", "guard", true, 2),
                StormSubscription.group("squall", "watch", false, 3)));
    until(storm::begun, 10);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    until(
        () -> {
          storm.step();
          return System.nanoTime() > end;
        },
        seconds + 60);
    storm.calm();
    try {
      until(storm::quiet, SECONDS_TO_CALM_DOWN);
    } catch (AssertionError e) {
      fail("not quiet: " + storm, e);
    }
    List<String> wrong = storm.verdict();
    LOG.log(System.Logger.Level.INFO, "{0}", storm);
    assertEquals(
        List.of(),
        wrong.subList(0, Math.min(20, wrong.size())),
        () -> wrong.size() + " faults: " + storm);
  }

  /** Does something again and again, with a pause, until it is true. */
  private static void until(BooleanSupplier done, int seconds) {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try {
      ScheduledFuture<?> steps =
          clock.scheduleWithFixedDelay(
              () -> {
                if (done.getAsBoolean()) {
                  throw new Done();
                }
              },
              0,
              STEP_MILLIS,
              TimeUnit.MILLISECONDS);
      steps.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof Done)) {
        fail(e.getCause());
      }
    } catch (TimeoutException e) {
      fail("not done within " + seconds + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e);
    } finally {
      clock.shutdownNow();
    }
  }

  /** Ends the repetition. */
  private static final class Done extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
