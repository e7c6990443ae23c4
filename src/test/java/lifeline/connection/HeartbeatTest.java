package lifeline.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import lifeline.connection.Heartbeat.Due;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private final Heartbeat heartbeat = new Heartbeat(1000, 2);

  @Test
  void shouldAskAfterAnIntervalOfSilence() {
    assertEquals(Due.NOTHING, heartbeat.due(1999, 1000));
    assertEquals(Due.ASK, heartbeat.due(2000, 1000));
    assertEquals(1, heartbeat.asked());
    assertEquals(Due.NOTHING, heartbeat.due(2001, 1000));
  }

  @Test
  void shouldFailAfterMissesAndOneIntervals() {
    assertEquals(Due.ASK, heartbeat.due(1000, 0));
    assertEquals(Due.ASK, heartbeat.due(2000, 0));
    assertEquals(Due.NOTHING, heartbeat.due(2999, 0));
    assertEquals(Due.FAILED, heartbeat.due(3000, 0));
  }

  @Test
  void shouldForgetMissesWithAnyBytes() {
    assertEquals(Due.ASK, heartbeat.due(1000, 0));
    assertEquals(Due.ASK, heartbeat.due(2000, 0));
    assertEquals(Due.NOTHING, heartbeat.due(3000, 2500));
    assertEquals(Due.ASK, heartbeat.due(3500, 2500));
    assertEquals(Due.ASK, heartbeat.due(4500, 2500));
    assertEquals(Due.FAILED, heartbeat.due(5500, 2500));
  }
}
