package lifeline.gateway.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Map;
import java.util.TreeMap;
import lifeline.connection.ConfirmLevel;
import org.junit.jupiter.api.Test;

class UnconfirmedLinesTest {
  private static final int LINE = 10;

  private final UnconfirmedLines unconfirmed = new UnconfirmedLines();

  @Test
  void shouldConfirmALineWhenItsLastByteHasArrived() {
    sent("ops", 1, 3, 100);
    unconfirmed.bytesConfirmed(109);
    assertEquals(Map.of(), confirmed());
    unconfirmed.bytesConfirmed(110);
    assertEquals(Map.of("ops", "1"), confirmed());
    unconfirmed.bytesConfirmed(129);
    assertEquals(Map.of("ops", "2"), confirmed());
    assertEquals("3", unconfirmed.unconfirmed("ops").toString());
    unconfirmed.bytesConfirmed(130);
    assertEquals(Map.of("ops", "3"), confirmed());
    assertFalse(unconfirmed.waitsForBytes());
  }

  @Test
  void shouldConfirmByRoomWhatWasWrittenInTurns() {
    sent("ops", 1, 2, 0);
    sent("news", 7, 7, 20);
    sent("ops", 3, 3, 30);
    unconfirmed.bytesConfirmed(30);
    assertEquals(Map.of("ops", "1-2", "news", "7"), confirmed());
    assertEquals("3", unconfirmed.unconfirmed("ops").toString());
  }

  @Test
  void shouldLeaveLinesUnconfirmedUntilTheClientSaysSo() {
    unconfirmed.level(ConfirmLevel.ACK, 0);
    sent("ops", 1, 5, 0);
    unconfirmed.bytesConfirmed(1000);
    assertEquals("1-5", unconfirmed.unconfirmed("ops").toString());
    unconfirmed.acked("ops", 2);
    assertEquals("1,3-5", unconfirmed.unconfirmed("ops").toString());
    unconfirmed.ackedUpTo("ops", 4);
    assertEquals(Map.of("ops", "1,3-4"), confirmed());
    assertEquals("5", unconfirmed.unconfirmed("ops").toString());
  }

  @Test
  void shouldConfirmByAnAnswerOnlyWhatWasWrittenBeforeTheQuestion() {
    unconfirmed.level(ConfirmLevel.ACK, 0);
    sent("ops", 1, 2, 0);
    unconfirmed.probeSent("1");
    sent("ops", 3, 3, 20);
    unconfirmed.probeSent("2");
    sent("ops", 4, 4, 30);
    assertTrue(unconfirmed.probeAnswered("1"));
    assertEquals(Map.of("ops", "1-2"), confirmed());
    assertTrue(unconfirmed.probeAnswered(""));
    assertEquals(Map.of("ops", "3"), confirmed());
    assertFalse(unconfirmed.probeAnswered("2"));
    assertEquals("4", unconfirmed.unconfirmed("ops").toString());
  }

  @Test
  void shouldTakeNoProofOfALineFromBeforeItWasGivenBack() {
    sent("ops", 1, 3, 0);
    sent("ops", 4, 4, 30);
    unconfirmed.nacked("ops", 2);
    unconfirmed.nacked("ops", 4);
    unconfirmed.bytesConfirmed(25);
    assertEquals(Map.of("ops", "1"), confirmed());
    unconfirmed.nacked("ops", 1);
    sent("ops", 2, 2, 40);
    unconfirmed.bytesConfirmed(40);
    assertEquals(Map.of("ops", "3"), confirmed());
    assertEquals("2", unconfirmed.unconfirmed("ops").toString());
    unconfirmed.bytesConfirmed(50);
    unconfirmed.nacked("ops", 2);
    assertEquals("", confirmed().getOrDefault("ops", ""));
  }

  @Test
  void shouldTakeNoAnswerForALineGivenBackAfterTheQuestion() {
    unconfirmed.level(ConfirmLevel.ACK, 0);
    sent("ops", 1, 2, 0);
    unconfirmed.probeSent("1");
    unconfirmed.nacked("ops", 1);
    sent("ops", 1, 1, 20);
    assertTrue(unconfirmed.probeAnswered("1"));
    assertEquals(Map.of("ops", "2"), confirmed());
    assertEquals("1", unconfirmed.unconfirmed("ops").toString());
  }

  @Test
  void shouldTimeALineThatWasGivenBackFromItsLastWriting() {
    unconfirmed.level(ConfirmLevel.ACK, 0);
    unconfirmed.sent("ops", 1, 3, 0, seq -> 0, 1000, true);
    unconfirmed.nacked("ops", 2);
    unconfirmed.sent("ops", 2, 2, 0, seq -> 0, 2000, true);
    Map<String, String> overdue = new TreeMap<>();
    unconfirmed.takeOverdue(1500, (room, lines) -> overdue.merge(room, lines + "", String::concat));
    assertEquals(Map.of("ops", "13"), overdue);
  }

  @Test
  void shouldTellOverdueLinesOnce() {
    unconfirmed.level(ConfirmLevel.ACK, 0);
    unconfirmed.sent("ops", 1, 2, 0, seq -> 0, 1000, true);
    unconfirmed.sent("ops", 3, 3, 0, seq -> 0, 2000, true);
    unconfirmed.acked("ops", 1);
    Map<String, String> overdue = new TreeMap<>();
    unconfirmed.takeOverdue(1500, (room, lines) -> overdue.put(room, lines.toString()));
    assertEquals(Map.of("ops", "2"), overdue);
    overdue.clear();
    unconfirmed.takeOverdue(1500, (room, lines) -> overdue.put(room, lines.toString()));
    assertEquals(Map.of(), overdue);
  }

  @Test
  void shouldNotTellOverdueLinesThatAreTimedElsewhere() {
    unconfirmed.level(ConfirmLevel.ACK, 0);
    unconfirmed.sent("ops", 1, 1, 0, seq -> 0, 1000, false);
    unconfirmed.takeOverdue(2000, (room, lines) -> fail(room + " " + lines));
    assertEquals("1", unconfirmed.unconfirmed("ops").toString());
  }

  @Test
  void shouldConfirmByBytesAgainWhenAcksAreNoLongerAskedFor() {
    unconfirmed.level(ConfirmLevel.ACK, 0);
    sent("ops", 1, 2, 0);
    unconfirmed.level(ConfirmLevel.RECEIVED, 20);
    unconfirmed.bytesConfirmed(19);
    assertEquals(Map.of(), confirmed());
    unconfirmed.bytesConfirmed(20);
    assertEquals(Map.of("ops", "1-2"), confirmed());
  }

  private void sent(String room, long first, long last, long start) {
    unconfirmed.sent(room, first, last, start, seq -> (int) (seq - first + 1) * LINE, 0, true);
  }

  private Map<String, String> confirmed() {
    Map<String, String> confirmed = new TreeMap<>();
    unconfirmed.takeConfirmed((room, lines) -> confirmed.put(room, lines.toString()));
    return confirmed;
  }
}
