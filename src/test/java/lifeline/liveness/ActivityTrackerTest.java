package lifeline.liveness;

import static lifeline.liveness.Activity.NEVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ActivityTrackerTest {
  private final ActivityTracker pulse = new ActivityTracker(1000);
  private final FakeKernel kernel = new FakeKernel();

  /** A kernel that was last heard and has last sent at given times. */
  private static final class FakeKernel implements ActivityTracker.Kernel {
    long now = 1000;
    long heard = 1000;
    long bytes = 1000;
    long sent = 1000;
    boolean inFlight;
    boolean unsent;
    int probes;
    long acked;

    @Override
    public long heardAgo() {
      return now - heard;
    }

    @Override
    public long bytesAgo() {
      return now - bytes;
    }

    @Override
    public long sentAgo() {
      return now - sent;
    }

    @Override
    public boolean inFlight() {
      return inFlight;
    }

    @Override
    public boolean unsent() {
      return unsent;
    }

    @Override
    public int probes() {
      return probes;
    }

    @Override
    public long bytesAcked() {
      return acked;
    }

    @Override
    public int rttMicros() {
      return 250;
    }
  }

  private Activity look(long now) {
    kernel.now = now;
    pulse.look(now, kernel, 0);
    return pulse.signs();
  }

  @Test
  void shouldBeginWithASignOfLife() {
    assertEquals(new Activity(1000, 1000, 1000, NEVER, NEVER, NEVER), pulse.signs());
    assertEquals(-1, pulse.rttMicros());
    look(1001);
    assertEquals(250, pulse.rttMicros());
  }

  @Test
  void shouldCountTheAnswerOfAProgramAsLifeButNotAsInput() {
    pulse.came(2000);
    assertEquals(1000, pulse.signs().lastInput());
    assertEquals(2000, pulse.signs().lastBytes());
    assertEquals(2000, pulse.signs().lastHeard());
    pulse.came(3000);
    pulse.said(3000);
    assertEquals(3000, pulse.signs().lastInput());
  }

  @Test
  void shouldTakeBytesThatTheKernelHasAndNobodyHasReadForLife() {
    kernel.bytes = 4000;
    kernel.heard = 4000;
    assertEquals(4000, look(5000).lastBytes());
    assertEquals(1000, pulse.signs().lastInput());
  }

  @Test
  void shouldCountInputThatIsHeldBackAsActivity() {
    pulse.heldBack(7000);
    Activity signs = look(7000);
    assertEquals(7000, signs.lastInput());
    assertEquals(7000, signs.lastBytes());
    assertEquals(1000, signs.lastHeard());
  }

  @Test
  void shouldTellSinceWhenBytesWait() {
    pulse.wrote(2000, true);
    kernel.inFlight = true;
    kernel.sent = 2000;
    assertEquals(2000, look(2002).owingSince());
    assertEquals(2000, pulse.signs().dataSince());
    assertTrue(pulse.dataWaits());
    kernel.inFlight = false;
    kernel.heard = 2010;
    kernel.acked = 100;
    Activity signs = look(2020);
    assertEquals(NEVER, signs.owingSince());
    assertEquals(NEVER, signs.dataSince());
    assertEquals(NEVER, signs.askedSince());
    assertEquals(100, pulse.acked());
  }

  @Test
  void shouldCountFromTheLastByteAcknowledged() {
    pulse.wrote(2000, true);
    kernel.inFlight = true;
    look(2002);
    kernel.acked = 1;
    assertEquals(9000, look(9000).owingSince());
    assertEquals(9000, look(9500).owingSince());
  }

  @Test
  void shouldKnowAQuestionFromData() {
    pulse.wrote(2000, false);
    assertFalse(pulse.dataWaits());
    assertEquals(2000, pulse.signs().owingSince());
    pulse.wrote(3000, true);
    assertEquals(3000, pulse.signs().dataSince());
  }

  @Test
  void shouldTellSinceWhenAProbeHasNoAnswer() {
    assertEquals(NEVER, look(16_000).askedSince());
    kernel.probes = 1;
    assertEquals(16_000, look(31_000).askedSince());
    kernel.probes = 2;
    assertEquals(16_000, look(46_000).askedSince());
    kernel.probes = 0;
    kernel.heard = 46_500;
    assertEquals(NEVER, look(47_000).askedSince());
  }

  @Test
  void shouldTakeDataForAQuestionUntilSomethingIsHeard() {
    pulse.wrote(2000, true);
    kernel.inFlight = true;
    kernel.sent = 2000;
    assertEquals(1000, look(2020).askedSince());
    // A shut window: the segment is refused, and that is an answer.
    kernel.heard = 2030;
    assertEquals(NEVER, look(2040).askedSince());
    kernel.sent = 2500;
    assertEquals(2040, look(2510).askedSince());
    assertEquals(2000, pulse.signs().owingSince());
  }

  @Test
  void shouldKnowProgressWithoutAKernelByWhatIsTaken() {
    pulse.wrote(2000, true);
    pulse.lookWithoutKernel(2010, 500);
    assertEquals(2000, pulse.signs().owingSince());
    pulse.lookWithoutKernel(3000, 400);
    assertEquals(3000, pulse.signs().owingSince());
    pulse.lookWithoutKernel(4000, 0);
    assertEquals(NEVER, pulse.signs().owingSince());
    assertEquals(NEVER, pulse.signs().askedSince());
  }
}
