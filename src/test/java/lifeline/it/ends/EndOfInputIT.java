package lifeline.it.ends;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import lifeline.it.support.Client;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** FIN means "finished talking"; RST ends at once. */
class EndOfInputIT {
  @RegisterExtension static final TestServer SERVER = new TestServer();

  @Test
  void shouldCloseWhoHasNotJoinedOnceAllIsAccepted() {
    Client listener = SERVER.guest("fin");
    Client speaker = SERVER.client().type("/say fin one\n/ping x\n").closeOutput();
    List<String> answers = speaker.rest();
    assertEquals("* pong: x", answers.get(0));
    listener.skipToMatching("\\[fin\\] guest-\\d+: one");
  }

  @Test
  void shouldCloseWhoseJoinWasRefused() {
    Client client = SERVER.client().type("/join @somebody-else\n").closeOutput();
    List<String> answers = client.rest();
    assertEquals("! forbidden @somebody-else", answers.get(0));
    assertEquals(2, answers.size(), answers::toString);
  }

  @Test
  void shouldWriteWhatWaitsBeforeTheGoodbye() {
    SERVER.client().type("/say goodbye one\n/say goodbye two\n").closeOutput().rest();
    List<String> heard = SERVER.client().type("/join goodbye from all\n/quit\n").rest();
    assertEquals(List.of("one", "two"), heard.subList(1, 3).stream().map(this::text).toList());
    assertEquals(4, heard.size(), heard::toString);
  }

  private String text(String line) {
    return line.replaceAll(".*: ", "");
  }

  @Test
  void shouldTakeTheRestWithoutLineEndAsALineAtFin() {
    Client listener = SERVER.guest("rest");
    SERVER.client().type("/say rest without end").closeOutput().rest();
    listener.skipToMatching("\\[rest\\] guest-\\d+: without end");
  }

  @Test
  void shouldDropTheRestWithoutLineEndAtReset() {
    Client listener = SERVER.guest("dropped");
    Client speaker = SERVER.named("anna", "dropped");
    listener.expect("* anna joined dropped");
    speaker.type("whole\nhalf a li");
    listener.expect("[dropped] anna: whole");
    speaker.reset();
    listener.expect("* anna left dropped: peer-reset");
    listener.expectNothing();
  }

  @Test
  void shouldAnswerAllOfALargeInputBeforeItCloses() {
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      input.append("/ping ").append(i).append('\n');
    }
    Client client = SERVER.client();
    client.type(input.toString()).closeOutput();
    for (int i = 0; i < 20_000; i++) {
      client.skipTo("* pong: " + i);
    }
    client.rest();
  }

  @Test
  void shouldGoOnHearingAfterFinOnceJoined() {
    Client listener = SERVER.named("berta", "half").closeOutput();
    listener.expect("* half-closed: still hearing half");
    SERVER.named("carla", "half").send("still there?");
    listener.expect("* carla joined half", "[half] carla: still there?");
  }

  @Test
  void shouldNameAllRoomsInTheHalfClosedNotice() {
    Client listener = SERVER.named("dora", "half-1").send("/join half-2");
    listener.skipToMatching("\\* joined: half-2\\b.*").closeOutput();
    listener.expect("* half-closed: still hearing half-1, half-2");
  }

  @Test
  void shouldGoOnHearingDirectLinesAfterFinOnceAllRoomsAreLeft() {
    Client listener = SERVER.named("hanna", "half-3").send("/part half-3").closeOutput();
    listener.skipTo("* half-closed: still hearing @hanna");
    SERVER.client().send("/name igor").send("/msg hanna still there?");
    listener.expect("[@hanna] igor: still there?");
  }

  @Test
  void shouldNotTellHalfClosedInRaw() {
    Client listener = SERVER.raw("half-raw").closeOutput();
    SERVER.client().send("/say half-raw first line");
    listener.expect("first line");
  }

  @Test
  void shouldGoOnAfterFinHoweverOftenTheReaderFallsBehind() {
    Client listener = SERVER.raw("half-slow").closeOutput();
    Client speaker = SERVER.client().type("/format raw\n/receipts on\n/join half-slow\n");
    String line = "x".repeat(4_000) + "\n";
    for (int round = 1; round <= 3; round++) {
      // More than any socket buffer takes: the server has to wait for the reader.
      speaker.type(line.repeat(5_000)).send("/marker").skipToMatching("! unknown-command .*");
      assertEquals(line.repeat(5_000), new String(listener.readBytes(20_005_000), UTF_8));
    }
  }

  @Test
  void shouldEndAsPeerClosedWhenAJoinedClientIsReallyGone() {
    Client witness = SERVER.guest("gone");
    Client leaver = SERVER.named("emil", "gone");
    witness.expect("* emil joined gone");
    leaver.close();
    witness.expect("* emil left gone: peer-closed");
  }

  @Test
  void shouldNameTheCauseOfAReset() {
    Client witness = SERVER.guest("reset");
    Client leaver = SERVER.named("fritz", "reset");
    witness.expect("* fritz joined reset");
    leaver.reset();
    witness.expect("* fritz left reset: peer-reset");
  }

  @Test
  void shouldEndAfterQuitWithFin() {
    Client client = SERVER.named("gustav", "quit-fin").type("/quit\n").closeOutput();
    List<String> rest = client.rest();
    assertEquals("* bye: quit; 0 lines kept for gustav", rest.get(rest.size() - 1));
  }

  @Test
  void shouldSendAllLinesThatWaitBeforeItClosesAfterQuit() {
    Client speaker = SERVER.client().send("/name hanna");
    for (int i = 1; i <= 1_000; i++) {
      speaker.send("/say backlog " + "x".repeat(1_000) + i);
    }
    speaker.send("/ping said").skipTo("* pong: said");
    Client reader = SERVER.client().type("/history backlog 1000\n/quit\n");
    for (int i = 1; i <= 1_000; i++) {
      reader.expect("[backlog] hanna: " + "x".repeat(1_000) + i);
    }
    reader.expect("* history: backlog 1000 lines");
    reader.expectMatching("\\* bye: quit; .*");
    reader.expectEnd();
  }
}
