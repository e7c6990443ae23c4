package lifeline.it.protocol;

import java.util.Arrays;
import java.util.stream.Stream;
import lifeline.it.support.Client;
import lifeline.it.support.Program;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs that people have. */
class ProgramIT {
  @RegisterExtension static final TestServer SERVER = new TestServer();

  static Stream<String> clients() {
    return Stream.of(
        "nc.openbsd 127.0.0.1 PORT",
        "nc.traditional 127.0.0.1 PORT",
        "ncat 127.0.0.1 PORT",
        "busybox nc 127.0.0.1 PORT",
        "socat - TCP:127.0.0.1:PORT",
        "plink -batch -raw -P PORT 127.0.0.1",
        "bash -c exec·3<>/dev/tcp/127.0.0.1/PORT;·cat·<&3·&·exec·cat·>&3");
  }

  @ParameterizedTest
  @MethodSource("clients")
  void shouldServe(String command) {
    String name = command.replaceAll(" .*", "");
    String room = "serve-" + name;
    Client other = SERVER.guest(room);
    Program program = program(command);
    program.skipToMatching("\\* welcome: .*");
    program.send("/name " + name).skipTo("* you-are: " + name);
    program.send("/join " + room).skipToMatching("\\* joined: \\Q" + room + "\\E\\b.*");
    program.send("hello");
    other.expect("* " + name + " joined " + room, "[" + room + "] " + name + ": hello");
    other.send("hello " + name);
    program.expectMatching("\\[\\Q" + room + "\\E\\] guest-\\d+: hello \\Q" + name + "\\E");
  }

  @ParameterizedTest
  @MethodSource("clients")
  void shouldTellTheRoomWhenAProgramIsKilled(String command) {
    String name = command.replaceAll(" .*", "");
    String room = "kill-" + name;
    Client other = SERVER.guest(room);
    Program program = program(command);
    program.send("/name k-" + name).send("/join " + room);
    program.skipToMatching("\\* joined: \\Q" + room + "\\E\\b.*");
    other.expect("* k-" + name + " joined " + room);
    program.kill9();
    other.expectMatching("\\* k-\\Q" + name + "\\E left \\Q" + room + "\\E: peer-(closed|reset)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nc.openbsd -N 127.0.0.1 PORT",
        "ncat 127.0.0.1 PORT",
        "busybox nc 127.0.0.1 PORT",
        "socat - TCP:127.0.0.1:PORT",
        "nc.traditional -q1 127.0.0.1 PORT"
      })
  void shouldEndAProgramThatOnlySaysALine(String command) {
    String room = "echo-" + command.replaceAll(" .*", "");
    Client listener = SERVER.guest(room);
    Program program = program(command);
    program.send("/say " + room + " hello").closeInput();
    listener.expectMatching("\\[\\Q" + room + "\\E\\] guest-\\d+: hello");
    program.exit();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nc.openbsd -N 127.0.0.1 PORT",
        "ncat 127.0.0.1 PORT",
        "busybox nc 127.0.0.1 PORT",
        "socat -t 600 - TCP:127.0.0.1:PORT"
      })
  void shouldLetAProgramGoOnHearingWithItsInputEnded(String command) {
    String name = command.replaceAll(" .*", "");
    String room = "half-" + name;
    Program program = program(command);
    program.send("/name h-" + name).send("/join " + room).closeInput();
    program.skipTo("* half-closed: still hearing " + room);
    Client anna = SERVER.named("anna", room).send("hello");
    program.expect("* anna joined " + room, "[" + room + "] anna: hello");
    program.kill9();
    anna.send("are you there?").expect("* h-" + name + " left " + room + ": peer-closed");
  }

  private static Program program(String command) {
    String filled = command.replace("PORT", "" + SERVER.port("line"));
    return SERVER.program(
        Arrays.stream(filled.split(" ", -1))
            .map(word -> word.replace('·', ' '))
            .toArray(String[]::new));
  }
}
