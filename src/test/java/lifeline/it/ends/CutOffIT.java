package lifeline.it.ends;

import lifeline.it.net.NamespaceServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are cut off, or read nothing, while lines wait for them. */
@Execution(ExecutionMode.CONCURRENT)
class CutOffIT {
  @RegisterExtension
  static final NamespaceServer SERVER =
      new NamespaceServer(
          "liveness.tcp-user-timeout=3s",
          "liveness.stall-timeout=4s",
          "liveness.suspect-after=1s",
          "limits.lobby-delay=10s");

  @ParameterizedTest
  @ValueSource(strings = {"both", "to", "from"})
  void shouldEndAsUnreachableWhoIsCutOffWithDataInFlight(String way) {
    String room = "cut-" + way;
    NamespaceServer.Peer witness = SERVER.nc("witness-" + way, room);
    NamespaceServer.Peer lost = SERVER.nc("lost-" + way, room);
    witness.program.expect("* lost-" + way + " joined " + room);
    if (way.equals("both")) {
      lost.cut();
    } else if (way.equals("to")) {
      lost.cutTo();
    } else {
      lost.cutFrom();
    }
    witness.program.send("are you there?");
    witness.program.expect("* lost-" + way + " left " + room + ": unreachable");
    lost.assertTook(2, 4);
    NamespaceServer.Peer next = SERVER.nc("lost-" + way, room);
    next.program.skipTo("[" + room + " again] witness-" + way + ": are you there?");
  }

  @Test
  void shouldGiveTheLinesOfAMemberThatIsCutOffToTheNext() {
    NamespaceServer.Peer lost = SERVER.nc("lost-member", "jobs as crew");
    NamespaceServer.Peer speaker = SERVER.nc("speaker", "elsewhere");
    lost.cut();
    speaker.program.send("/say jobs one");
    NamespaceServer.Peer next = SERVER.nc("next-member", "jobs as crew");
    next.program.skipTo("[jobs again] speaker: one");
    lost.assertTook(2, 4);
  }

  @Test
  void shouldEndAsStalledWhoReadsNothingWhileLinesWait() {
    NamespaceServer.Peer witness = SERVER.nc("stall-witness", "other");
    NamespaceServer.Peer frozen = SERVER.nc("frozen", "stall");
    frozen.freeze();
    SERVER.flood(witness, "stall");
    frozen.startWatch();
    suspect(witness, "frozen");
    frozen.assertTook(0, 2);
    why(witness, "frozen", "stalled by server");
    frozen.assertTook(2.5, 5.5);
    frozen.thaw();
    frozen.program.exit();
  }

  @Test
  void shouldEndAsUnreachableWhoseWindowIsShutAndWhoIsThenCutOff() {
    NamespaceServer.Peer witness = SERVER.nc("shut-witness", "other");
    NamespaceServer.Peer frozen = SERVER.nc("shut", "shut");
    frozen.freeze();
    SERVER.flood(witness, "shut");
    frozen.cut();
    why(witness, "shut", "(unreachable by network|stalled by server)");
    frozen.assertTook(2, 8);
  }

  @Test
  void shouldNotEndASlowReaderThatReadsNowAndThen() {
    NamespaceServer.Peer speaker = SERVER.nc("slow-speaker", "other");
    NamespaceServer.Peer slow = SERVER.nc("slow", "slow");
    SERVER.flood(speaker, "slow");
    slow.program.skipToMatching("\\[slow\\] slow-speaker: x+ 1");
    slow.program.skipToMatching("\\[slow\\] slow-speaker: x+ 1000");
    speaker.program.send("/why slow").expect("* end: slow has not ended yet");
  }

  private static void suspect(NamespaceServer.Peer asker, String name) {
    SERVER.until(asker, "/who", "\\* who: " + name + " .*, suspect, .*");
  }

  private static void why(NamespaceServer.Peer asker, String name, String expected) {
    SERVER.until(asker, "/why " + name, "\\* end: " + name + " " + expected + " .*");
  }
}
