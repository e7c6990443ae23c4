package lifeline.it.ends;

import lifeline.it.net.NamespaceServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heartbeats of each kind, with real programs and packets that really vanish. */
@Execution(ExecutionMode.CONCURRENT)
class SilenceIT {
  /** How many clients are half-closed is told of the server as a whole. */
  private static final String HALF_CLOSED = "half-closed";

  /** How long a silent client has to live, seconds; 600 is what the figure asks for. */
  private static final int SILENCE = Integer.getInteger("lifeline.silence", 12);

  @RegisterExtension
  static final NamespaceServer SERVER =
      new NamespaceServer(
          "liveness.heartbeat-interval=1s",
          "liveness.heartbeat-misses=2",
          "limits.lobby-delay=10s");

  @ParameterizedTest
  @ValueSource(strings = {"both", "to", "from"})
  void shouldFailAnIdleClientThatIsCutOff(String way) {
    NamespaceServer.Peer witness = SERVER.nc("witness-" + way, "idle-" + way);
    NamespaceServer.Peer lost = SERVER.nc("lost-" + way, "idle-" + way);
    witness.program.expect("* lost-" + way + " joined idle-" + way);
    lost.startWatch();
    if (way.equals("both")) {
      lost.cut();
    } else if (way.equals("to")) {
      lost.cutTo();
    } else {
      lost.cutFrom();
    }
    witness.program.expect("* lost-" + way + " left idle-" + way + ": heartbeat-timeout");
    lost.assertTook(1.5, 4);
    witness.program.send("/why lost-" + way);
    witness.program.expectMatching(
        "\\* end: lost-" + way + " heartbeat-timeout by network at \\S+, 0 lines kept");
  }

  @Test
  void shouldHoldAClientForSuspectAfterTheFirstMiss() {
    NamespaceServer.Peer witness = SERVER.nc("witness", "suspect");
    NamespaceServer.Peer lost = SERVER.nc("lost", "suspect");
    lost.cut();
    who(witness, "lost", "suspect");
    lost.assertTook(1, 3);
    witness.program.skipTo("* lost left suspect: heartbeat-timeout");
  }

  @Test
  @ResourceLock(HALF_CLOSED)
  void shouldLetASilentClientLiveWhileItsMachineAnswers() {
    NamespaceServer.Peer silent = SERVER.nc("silent", "silence");
    NamespaceServer.Peer telnet = SERVER.join(SERVER.nc("telnet"), "silent-telnet", "silence");
    NamespaceServer.Peer raw = SERVER.nc("raw", "silence");
    raw.program.send("/heartbeat 1").skipTo("* heartbeat: 1s").send("/format raw");
    NamespaceServer.Peer half = SERVER.ncThatEndsItsInput("half", "silence");
    NamespaceServer.Peer clock = SERVER.nc();
    clock.program.send("/join clock").skipToMatching("\\* joined: clock .*");
    clock.program.send("/heartbeat 1").skipTo("* heartbeat: 1s");
    for (int i = 1; i <= SILENCE; i++) {
      clock.program.expect("* ping: " + i).send("/pong " + i);
    }
    clock.program.send("/say silence still there?");
    silent.program.skipToMatching("\\[silence\\] .*: still there\\?");
    telnet.program.skipToMatching(".*\\[silence\\] .*: still there\\?\r?");
    raw.program.skipTo("still there?");
    half.program.skipToMatching("\\[silence\\] .*: still there\\?");
    // Killed, these two would stay as half-closed until the next line.
    clock.program.send("/kick half reset").skipTo("* kicked: half, 1 connections");
    clock.program.send("/kick raw reset").skipTo("* kicked: raw, 1 connections");
  }

  @Test
  void shouldEndAClientThatIgnoresPingsThoughItsKernelAnswers() {
    NamespaceServer.Peer mute = SERVER.nc("mute", "mute");
    mute.program.send("/heartbeat 1").skipTo("* heartbeat: 1s");
    mute.startWatch();
    mute.program.expect("* ping: 1");
    mute.assertTook(0.7, 2);
    mute.program.expect("* ping: 2");
    mute.program.expect("* bye: heartbeat-timeout; 0 lines kept for mute");
    mute.assertTook(2.5, 4);
    mute.program.exit();
  }

  @Test
  void shouldTakeAnyBytesForAnAnswer() {
    NamespaceServer.Peer lively = SERVER.nc("lively", "lively");
    lively.program.send("/heartbeat 1").skipTo("* heartbeat: 1s");
    for (int i = 1; i <= 4; i++) {
      lively.program.expect("* ping: " + i).send("");
    }
    lively.program.send("/heartbeat off").skipTo("* heartbeat: off");
  }

  @Test
  void shouldAskByKeepaliveInRaw() {
    NamespaceServer.Peer witness = SERVER.nc("raw-witness", "raw-beat");
    NamespaceServer.Peer raw = SERVER.nc("raw-lost", "raw-beat");
    raw.program.send("/heartbeat 2").skipTo("* heartbeat: 2s");
    raw.program.send("/format raw").send("/marker").skipToMatching("! unknown-command .*");
    raw.cut();
    witness.program.skipTo("* raw-lost left raw-beat: heartbeat-timeout");
    raw.assertTook(5, 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"telnet 127.0.0.1 PORT", "plink -batch -telnet -P PORT 127.0.0.1"})
  void shouldFailATelnetProgramThatStandsStill(String command) {
    String name = command.replaceAll(" .*", "");
    NamespaceServer.Peer witness = SERVER.nc("w-" + name, "still-" + name);
    NamespaceServer.Peer telnet = SERVER.telnet(command.split(" ", -1));
    SERVER.join(telnet, name, "still-" + name);
    witness.program.expect("* " + name + " joined still-" + name);
    telnet.freeze();
    witness.program.expect("* " + name + " left still-" + name + ": heartbeat-timeout");
    telnet.assertTook(1.5, 4);
    telnet.thaw();
  }

  @ParameterizedTest
  @ValueSource(strings = {"telnet 127.0.0.1 PORT", "plink -batch -telnet -P PORT 127.0.0.1"})
  void shouldLetATelnetProgramLiveThatAnswersTimingMarks(String command) {
    String name = command.replaceAll(" .*", "");
    NamespaceServer.Peer telnet = SERVER.telnet(command.split(" ", -1));
    SERVER.join(telnet, "live-" + name, "live-" + name);
    NamespaceServer.Peer clock = SERVER.nc("c-" + name, "live-" + name);
    clock.program.send("/heartbeat 1").skipTo("* heartbeat: 1s");
    for (int i = 1; i <= 6; i++) {
      clock.program.expect("* ping: " + i).send("/pong");
    }
    // The answers of the program are no input of the person.
    who(clock, "live-" + name, "healthy, idle [5-9]s");
    clock.program.send("are you there?");
    telnet.program.skipToMatching(".*: are you there\\?\r?");
  }

  @Test
  void shouldGiveNewLinesOfAGroupToTheColleagueOfASuspectMember() {
    NamespaceServer.Peer colleague = SERVER.nc("colleague", "work as crew");
    NamespaceServer.Peer member = SERVER.nc("member", "work as crew");
    member.program.send("/heartbeat 2").skipTo("* heartbeat: 2s");
    NamespaceServer.Peer speaker = SERVER.nc("speaker", "elsewhere");
    member.freeze();
    who(speaker, "member", "suspect");
    for (int i = 1; i <= 4; i++) {
      speaker.program.send("/say work job " + i);
      colleague.program.skipTo("[work] speaker: job " + i);
    }
    who(speaker, "member", "suspect");
  }

  @Test
  void shouldNotTakeAShutWindowForSilence() {
    NamespaceServer.Peer clock = SERVER.nc("shut-clock", "beside-shut");
    NamespaceServer.Peer shut = SERVER.nc("shut", "shut");
    shut.freeze();
    SERVER.flood(clock, "shut");
    // The kernel asks a shut window ever less often: with pauses of 3.2 s, then of 6.4 s.
    clock.program.send("/heartbeat 1").skipTo("* heartbeat: 1s");
    for (int i = 1; i <= 9; i++) {
      clock.program.expect("* ping: " + i).send("/pong");
    }
    who(clock, "shut", "suspect");
    shut.thaw();
    shut.program.skipToMatching("\\[shut\\] shut-clock: x+ 1000");
    who(clock, "shut", "healthy");
  }

  @Test
  @ResourceLock(HALF_CLOSED)
  void shouldCountHalfClosedSocketsAndGoOnProbingThem() {
    NamespaceServer.Peer witness = SERVER.nc("half-witness", "half");
    NamespaceServer.Peer half = SERVER.ncThatEndsItsInput("half-closed", "half");
    half.program.skipTo("* half-closed: still hearing half");
    SERVER.until(witness, "/stats", "\\* stats: .*, half-closed 1, .*");
    half.cut();
    witness.program.skipTo("* half-closed left half: heartbeat-timeout");
    half.assertTook(1.5, 4);
    SERVER.until(witness, "/stats", "\\* stats: .*, half-closed 0, .*");
  }

  @Test
  void shouldTakeALateAnswerForASignOfLife() {
    NamespaceServer.Peer witness = SERVER.nc("late-witness", "late");
    NamespaceServer.Peer late = SERVER.nc("late", "late");
    late.program.send("/heartbeat 2").skipTo("* heartbeat: 2s");
    late.program.expect("* ping: 1");
    who(witness, "late", "suspect");
    late.program.send("/pong 1");
    who(witness, "late", "healthy");
    late.program.send("/heartbeat off").skipTo("* heartbeat: off");
  }

  /** Asks until it is so. */
  private static void who(NamespaceServer.Peer asker, String name, String expected) {
    SERVER.until(asker, "/who", "\\* who: " + name + " .* node n1, " + expected + "\\b.*");
  }
}
