package lifeline.liveness;

import static lifeline.liveness.Activity.NEVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import lifeline.connection.CloseCause;
import org.junit.jupiter.api.Test;

/** Deadlines with the defaults of the configuration; time is in ms and made here. */
class LivenessTrackerTest {
  private static final long STEP = 50;
  private static final LivenessTimes DEFAULTS =
      new LivenessTimes(15_000, 2, NEVER, 3_000, 60_000, 30_000);

  private final Recorder recorder = new Recorder();
  private final LivenessTracker liveness = new LivenessTracker(DEFAULTS, recorder);

  private long now;
  private ProbeKind asking = ProbeKind.KEEPALIVE;
  private long interval;
  private boolean halfClosed;
  private boolean answers;
  private boolean kernelAnswers;

  /** What the peer and its kernel have done; times are absolute. */
  private long lastInput;

  private long lastBytes;
  private long lastHeard;
  private long askedSince = NEVER;
  private long owingSince = NEVER;
  private long dataSince = NEVER;

  /** Writes down what liveness wants, with its time. */
  private final class Recorder implements LivenessTracker.Actions {
    final List<String> events = new ArrayList<>();
    int looks;
    boolean wanted;

    @Override
    public void poll(long connection) {
      looks++;
      wanted = true;
    }

    @Override
    public void probe(long connection) {
      events.add(now + " ask");
      if (answers) {
        lastBytes = now + 1;
        lastHeard = now + 1;
      }
    }

    @Override
    public void healthChanged(long connection, boolean suspect) {
      events.add(now + (suspect ? " suspect" : " healthy"));
    }

    @Override
    public void fail(long connection, CloseCause cause) {
      events.add(now + " " + cause.word());
    }
  }

  /** Lets time go by; the kernel asks by keepalive after each interval of silence. */
  private List<String> until(long end) {
    for (; now <= end; now += STEP) {
      long each = interval == 0 ? DEFAULTS.interval() : interval;
      if (askedSince == NEVER && owingSince == NEVER && now >= lastHeard + each) {
        if (kernelAnswers) {
          lastHeard = now;
        } else {
          askedSince = lastHeard + each;
        }
      }
      liveness.tick(now);
      if (recorder.wanted) {
        recorder.wanted = false;
        seen();
      }
    }
    List<String> events = new ArrayList<>(recorder.events);
    recorder.events.clear();
    return events;
  }

  private void seen() {
    Activity signs =
        new Activity(lastInput, lastBytes, lastHeard, askedSince, owingSince, dataSince);
    liveness.update(7, signs, asking, interval, halfClosed, now);
  }

  private void dataFrom(long time) {
    owingSince = time;
    dataSince = time;
  }

  @Test
  void shouldLetASilentClientLiveWhileItsKernelAnswers() {
    kernelAnswers = true;
    seen();
    assertEquals(List.of(), until(24 * 3600 * 1000));
  }

  @Test
  void shouldLookAtAnIdleConnectionAboutOnceInAnInterval() {
    kernelAnswers = true;
    seen();
    until(1000 * 15_000);
    assertTrue(recorder.looks >= 800 && recorder.looks <= 1200, "looks: " + recorder.looks);
  }

  @Test
  void shouldFailWhoseKernelDoesNotAnswerAfterMissesAndOneIntervals() {
    seen();
    assertEquals(List.of("30000 suspect", "45000 heartbeat-timeout"), until(100_000));
  }

  @Test
  void shouldFailAnIdleClientWithinItsShortInterval() {
    interval = 1000;
    seen();
    assertEquals(List.of("2000 suspect", "3000 heartbeat-timeout"), until(10_000));
  }

  @Test
  void shouldForgiveAKernelThatAnswersLate() {
    seen();
    assertEquals(List.of("30000 suspect"), until(40_000));
    lastHeard = 40_000;
    askedSince = NEVER;
    kernelAnswers = true;
    List<String> events = until(200_000);
    assertEquals(1, events.size(), events::toString);
    assertTrue(events.get(0).matches("40[0-5]\\d\\d healthy"), events::toString);
  }

  @Test
  void shouldAskByBytesAndTakeOnlyBytesForAnAnswer() {
    for (ProbeKind how : List.of(ProbeKind.PING, ProbeKind.TIMING_MARK)) {
      LivenessTrackerTest test = new LivenessTrackerTest();
      test.asking = how;
      test.kernelAnswers = true;
      test.seen();
      assertEquals(
          List.of("15000 ask", "30000 suspect", "30000 ask", "45000 heartbeat-timeout"),
          test.until(100_000));
    }
  }

  @Test
  void shouldAskOnAndOnWhoAnswers() {
    asking = ProbeKind.PING;
    kernelAnswers = true;
    answers = true;
    interval = 1000;
    seen();
    List<String> events = until(100_000);
    assertTrue(events.size() >= 90, events::toString);
    assertTrue(events.stream().allMatch(event -> event.endsWith(" ask")), events::toString);
  }

  @Test
  void shouldForgetMissesWithAnyBytes() {
    asking = ProbeKind.PING;
    interval = 1000;
    kernelAnswers = true;
    seen();
    assertEquals(List.of("1000 ask", "2000 suspect", "2000 ask"), until(2500));
    lastBytes = 2550;
    seen();
    assertEquals(
        List.of("2550 healthy", "3550 ask", "4550 suspect", "4550 ask", "5550 heartbeat-timeout"),
        until(10_000));
  }

  @Test
  void shouldNotAskWhoTalks() {
    asking = ProbeKind.PING;
    interval = 1000;
    kernelAnswers = true;
    for (long time = 0; time < 20_000; time += 900) {
      lastBytes = time;
      seen();
      assertEquals(List.of(), until(time + 850));
    }
  }

  @Test
  void shouldHoldForSuspectWhoDoesNotAcknowledge() {
    kernelAnswers = true;
    seen();
    until(10_000);
    dataFrom(10_000);
    seen();
    assertEquals(List.of("13000 suspect"), until(20_000));
    owingSince = NEVER;
    dataSince = NEVER;
    lastHeard = now;
    seen();
    assertEquals(List.of(now + " healthy"), until(now + 30_000));
  }

  @Test
  void shouldEndAsStalledWhoseKernelAnswersButTakesNothing() {
    seen();
    until(10_000);
    dataFrom(10_000);
    seen();
    List<String> events = new ArrayList<>();
    for (long probe = 10_200; probe < 80_000; probe += 200) {
      lastHeard = probe;
      events.addAll(until(probe));
    }
    assertEquals(List.of("13000 suspect", "70000 stalled"), events);
  }

  @Test
  void shouldNotEndAsStalledWhoTakesAByteNowAndThen() {
    dataFrom(0);
    seen();
    for (long progress = 0; progress < 600_000; progress += 59_000) {
      owingSince = progress;
      lastHeard = progress;
      List<String> events = until(progress + 58_950);
      assertFalse(events.toString().contains("stalled"), events::toString);
      seen();
    }
  }

  @Test
  void shouldEndAsUnreachableWithDataInFlightAndNothingHeard() {
    seen();
    until(10_000);
    dataFrom(10_000);
    askedSince = 10_000;
    seen();
    assertEquals(List.of("13000 suspect", "40000 unreachable"), until(100_000));
  }

  @Test
  void shouldCountTheTimeToUnreachableFromTheUnansweredData() {
    seen();
    until(20_000);
    dataFrom(20_000);
    seen();
    assertEquals(List.of("23000 suspect", "50000 unreachable"), until(100_000));
  }

  @Test
  void shouldRatherEndAsUnreachableThanAsStalledIfBothAreNear() {
    liveness.times(new LivenessTimes(15_000, 2, NEVER, 3_000, 2_000, 3_000), 0);
    dataFrom(0);
    askedSince = 0;
    seen();
    assertEquals(List.of("3000 unreachable"), until(10_000));
  }

  @Test
  void shouldRatherEndAsUnreachableThanByHeartbeatIfBothAreNear() {
    liveness.times(new LivenessTimes(1_000, 2, NEVER, 3_000, 60_000, 3_000), 0);
    interval = 1_000;
    seen();
    until(500);
    dataFrom(500);
    askedSince = 500;
    seen();
    assertEquals(List.of("2000 suspect", "3500 unreachable"), until(10_000));
  }

  @Test
  void shouldEndByAShortHeartbeatLongBeforeDataIsUnreachable() {
    interval = 1_000;
    seen();
    until(500);
    dataFrom(500);
    askedSince = 500;
    seen();
    assertEquals(List.of("2000 suspect", "3000 heartbeat-timeout"), until(10_000));
  }

  @Test
  void shouldCloseWhoSaysNothingOnlyWithAnIdleTimeout() {
    liveness.times(new LivenessTimes(15_000, 2, 5_000, 3_000, 60_000, 30_000), 0);
    kernelAnswers = true;
    seen();
    until(4_000);
    lastInput = 4_000;
    assertEquals(List.of("9000 idle-timeout"), until(20_000));
  }

  @Test
  void shouldTakeOverChangedTimesForConnectionsThatAreThere() {
    kernelAnswers = true;
    seen();
    assertEquals(List.of(), until(100_000));
    liveness.times(new LivenessTimes(15_000, 2, 1_000, 3_000, 60_000, 30_000), now);
    assertEquals(List.of("100050 idle-timeout"), until(110_000));
  }

  @Test
  void shouldDecideNothingWithoutAFreshLook() {
    seen();
    for (now = 0; now < 200_000; now += STEP) {
      liveness.tick(now);
    }
    assertEquals(List.of(), recorder.events);
    assertEquals(1, recorder.looks);
  }

  @Test
  void shouldNeverFailTheServersOwnTerminal() {
    liveness.times(new LivenessTimes(15_000, 2, 5_000, 3_000, 60_000, 30_000), 0);
    asking = ProbeKind.NONE;
    dataFrom(0);
    seen();
    assertEquals(List.of(), until(1_000_000));
  }

  @Test
  void shouldCountTheSuspectAndTheHalfClosed() {
    halfClosed = true;
    seen();
    seen();
    assertEquals(1, liveness.halfClosed());
    until(31_000);
    assertEquals(1, liveness.suspects());
    assertTrue(liveness.suspect(7));
    assertEquals(31_000, liveness.idle(7, 31_000));
    liveness.remove(7);
    assertEquals(0, liveness.halfClosed());
    assertEquals(0, liveness.suspects());
    assertEquals(List.of(), until(100_000));
  }

  @Test
  void shouldFailOnlyOnce() {
    seen();
    until(50_000);
    seen();
    assertEquals(List.of(), until(200_000));
  }
}
