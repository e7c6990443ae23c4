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

  private final UnconfirmedLines proof = new UnconfirmedLines();

  @Test
  void shouldConfirmALineWhenItsLastByteHasArrived() {
    sent("ops", 1, 3, 100);
    proof.bytesConfirmed(109);
    assertEquals(Map.of(), confirmed());
    proof.bytesConfirmed(110);
    assertEquals(Map.of("ops", "1"), confirmed());
    proof.bytesConfirmed(129);
    assertEquals(Map.of("ops", "2"), confirmed());
    assertEquals("3", proof.unconfirmed("ops").toString());
    proof.bytesConfirmed(130);
    assertEquals(Map.of("ops", "3"), confirmed());
    assertFalse(proof.waitsForBytes());
  }

  @Test
  void shouldConfirmByRoomWhatWasWrittenInTurns() {
    sent("ops", 1, 2, 0);
    sent("news", 7, 7, 20);
    sent("ops", 3, 3, 30);
    proof.bytesConfirmed(30);
    assertEquals(Map.of("ops", "1-2", "news", "7"), confirmed());
    assertEquals("3", proof.unconfirmed("ops").toString());
  }

  @Test
  void shouldLeaveLinesUnconfirmedUntilTheClientSaysSo() {
    proof.level(ConfirmLevel.ACK, 0);
    sent("ops", 1, 5, 0);
    proof.bytesConfirmed(1000);
    assertEquals("1-5", proof.unconfirmed("ops").toString());
    proof.acked("ops", 2);
    assertEquals("1,3-5", proof.unconfirmed("ops").toString());
    assertTrue(proof.ackedUpTo("ops", 4));
    assertEquals(Map.of("ops", "1,3-4"), confirmed());
    assertEquals("5", proof.unconfirmed("ops").toString());
  }

  @Test
  void shouldConfirmByAnAnswerOnlyWhatWasWrittenBeforeTheQuestion() {
    proof.level(ConfirmLevel.ACK, 0);
    sent("ops", 1, 2, 0);
    proof.asked("1");
    sent("ops", 3, 3, 20);
    proof.asked("2");
    sent("ops", 4, 4, 30);
    assertTrue(proof.answered("1"));
    assertEquals(Map.of("ops", "1-2"), confirmed());
    assertTrue(proof.answered(""));
    assertEquals(Map.of("ops", "3"), confirmed());
    assertFalse(proof.answered("2"));
    assertEquals("4", proof.unconfirmed("ops").toString());
  }

  @Test
  void shouldTakeNoProofOfALineFromBeforeItWasGivenBack() {
    sent("ops", 1, 3, 0);
    sent("ops", 4, 4, 30);
    proof.nacked("ops", 2);
    proof.nacked("ops", 4);
    proof.bytesConfirmed(25);
    assertEquals(Map.of("ops", "1"), confirmed());
    proof.nacked("ops", 1);
    sent("ops", 2, 2, 40);
    proof.bytesConfirmed(40);
    assertEquals(Map.of("ops", "3"), confirmed());
    assertEquals("2", proof.unconfirmed("ops").toString());
    proof.bytesConfirmed(50);
    proof.nacked("ops", 2);
    assertEquals("", confirmed().getOrDefault("ops", ""));
  }

  @Test
  void shouldTakeNoAnswerForALineGivenBackAfterTheQuestion() {
    proof.level(ConfirmLevel.ACK, 0);
    sent("ops", 1, 2, 0);
    proof.asked("1");
    proof.nacked("ops", 1);
    sent("ops", 1, 1, 20);
    assertTrue(proof.answered("1"));
    assertEquals(Map.of("ops", "2"), confirmed());
    assertEquals("1", proof.unconfirmed("ops").toString());
  }

  @Test
  void shouldTimeALineThatWasGivenBackFromItsLastWriting() {
    proof.level(ConfirmLevel.ACK, 0);
    proof.sent("ops", 1, 3, 0, seq -> 0, 1000, true);
    proof.nacked("ops", 2);
    proof.sent("ops", 2, 2, 0, seq -> 0, 2000, true);
    Map<String, String> overdue = new TreeMap<>();
    proof.takeOverdue(1500, (room, lines) -> overdue.merge(room, lines + "", String::concat));
    assertEquals(Map.of("ops", "13"), overdue);
  }

  @Test
  void shouldTellOverdueLinesOnce() {
    proof.level(ConfirmLevel.ACK, 0);
    proof.sent("ops", 1, 2, 0, seq -> 0, 1000, true);
    proof.sent("ops", 3, 3, 0, seq -> 0, 2000, true);
    proof.acked("ops", 1);
    Map<String, String> overdue = new TreeMap<>();
    proof.takeOverdue(1500, (room, lines) -> overdue.put(room, lines.toString()));
    assertEquals(Map.of("ops", "2"), overdue);
    overdue.clear();
    proof.takeOverdue(1500, (room, lines) -> overdue.put(room, lines.toString()));
    assertEquals(Map.of(), overdue);
  }

  @Test
  void shouldNotTellOverdueLinesThatAreTimedElsewhere() {
    proof.level(ConfirmLevel.ACK, 0);
    proof.sent("ops", 1, 1, 0, seq -> 0, 1000, false);
    proof.takeOverdue(2000, (room, lines) -> fail(room + " " + lines));
    assertEquals("1", proof.unconfirmed("ops").toString());
  }

  @Test
  void shouldConfirmByBytesAgainWhenAcksAreNoLongerAskedFor() {
    proof.level(ConfirmLevel.ACK, 0);
    sent("ops", 1, 2, 0);
    proof.level(ConfirmLevel.RECEIVED, 20);
    proof.bytesConfirmed(19);
    assertEquals(Map.of(), confirmed());
    proof.bytesConfirmed(20);
    assertEquals(Map.of("ops", "1-2"), confirmed());
  }

  private void sent(String room, long first, long last, long start) {
    proof.sent(room, first, last, start, seq -> (int) (seq - first + 1) * LINE, 0, true);
  }

  private Map<String, String> confirmed() {
    Map<String, String> confirmed = new TreeMap<>();
    proof.takeConfirmed((room, lines) -> confirmed.put(room, lines.toString()));
    return confirmed;
  }
}
