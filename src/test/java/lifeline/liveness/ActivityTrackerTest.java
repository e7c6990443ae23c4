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
    public long segmentAgo() {
      return now - heard;
    }

    @Override
    public long receivedAgo() {
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
    public int unansweredProbes() {
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
    pulse.sample(now, kernel, 0);
    return pulse.activity();
  }

  @Test
  void shouldBeginWithASignOfLife() {
    assertEquals(new Activity(1000, 1000, 1000, NEVER, NEVER, NEVER), pulse.activity());
    assertEquals(-1, pulse.rttMicros());
    look(1001);
    assertEquals(250, pulse.rttMicros());
  }

  @Test
  void shouldCountTheAnswerOfAProgramAsLifeButNotAsInput() {
    pulse.received(2000);
    assertEquals(1000, pulse.activity().lastInput());
    assertEquals(2000, pulse.activity().lastReceived());
    assertEquals(2000, pulse.activity().lastSegment());
    pulse.received(3000);
    pulse.inputReceived(3000);
    assertEquals(3000, pulse.activity().lastInput());
  }

  @Test
  void shouldTakeBytesThatTheKernelHasAndNobodyHasReadForLife() {
    kernel.bytes = 4000;
    kernel.heard = 4000;
    assertEquals(4000, look(5000).lastReceived());
    assertEquals(1000, pulse.activity().lastInput());
  }

  @Test
  void shouldCountInputThatIsHeldBackAsActivity() {
    pulse.inputHeldBack(7000);
    Activity signs = look(7000);
    assertEquals(7000, signs.lastInput());
    assertEquals(7000, signs.lastReceived());
    assertEquals(1000, signs.lastSegment());
  }

  @Test
  void shouldTellSinceWhenBytesWait() {
    pulse.written(2000, true);
    kernel.inFlight = true;
    kernel.sent = 2000;
    assertEquals(2000, look(2002).unackedSince());
    assertEquals(2000, pulse.activity().unackedDataSince());
    assertTrue(pulse.dataUnacked());
    kernel.inFlight = false;
    kernel.heard = 2010;
    kernel.acked = 100;
    Activity signs = look(2020);
    assertEquals(NEVER, signs.unackedSince());
    assertEquals(NEVER, signs.unackedDataSince());
    assertEquals(NEVER, signs.unansweredSince());
    assertEquals(100, pulse.acked());
  }

  @Test
  void shouldCountFromTheLastByteAcknowledged() {
    pulse.written(2000, true);
    kernel.inFlight = true;
    look(2002);
    kernel.acked = 1;
    assertEquals(9000, look(9000).unackedSince());
    assertEquals(9000, look(9500).unackedSince());
  }

  @Test
  void shouldKnowAQuestionFromData() {
    pulse.written(2000, false);
    assertFalse(pulse.dataUnacked());
    assertEquals(2000, pulse.activity().unackedSince());
    pulse.written(3000, true);
    assertEquals(3000, pulse.activity().unackedDataSince());
  }

  @Test
  void shouldTellSinceWhenAProbeHasNoAnswer() {
    assertEquals(NEVER, look(16_000).unansweredSince());
    kernel.probes = 1;
    assertEquals(16_000, look(31_000).unansweredSince());
    kernel.probes = 2;
    assertEquals(16_000, look(46_000).unansweredSince());
    kernel.probes = 0;
    kernel.heard = 46_500;
    assertEquals(NEVER, look(47_000).unansweredSince());
  }

  @Test
  void shouldTakeDataForAQuestionUntilSomethingIsHeard() {
    pulse.written(2000, true);
    kernel.inFlight = true;
    kernel.sent = 2000;
    assertEquals(1000, look(2020).unansweredSince());
    // A shut window: the segment is refused, and that is an answer.
    kernel.heard = 2030;
    assertEquals(NEVER, look(2040).unansweredSince());
    kernel.sent = 2500;
    assertEquals(2040, look(2510).unansweredSince());
    assertEquals(2000, pulse.activity().unackedSince());
  }

  @Test
  void shouldKnowProgressWithoutAKernelByWhatIsTaken() {
    pulse.written(2000, true);
    pulse.sampleWithoutKernel(2010, 500);
    assertEquals(2000, pulse.activity().unackedSince());
    pulse.sampleWithoutKernel(3000, 400);
    assertEquals(3000, pulse.activity().unackedSince());
    pulse.sampleWithoutKernel(4000, 0);
    assertEquals(NEVER, pulse.activity().unackedSince());
    assertEquals(NEVER, pulse.activity().unansweredSince());
  }
}
