package lifeline.it.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lifeline.it.support.Client;
import lifeline.it.support.Program;
import lifeline.it.support.TelnetClient;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The telnet listener: RFC 854 in and out. */
class TelnetIT {
  private static final int NOP = 241;
  private static final int NAWS = 31;
  private static final int TTYPE = 24;
  private static final int ECHO = 1;
  private static final int TIMING_MARK = 6;

  @RegisterExtension static final TestServer SERVER = new TestServer();

  @Test
  void shouldEndLinesInCrLf() {
    SERVER.telnet().type("/ping x\r\n").expect("* pong: x\r");
  }

  @Test
  void shouldTakeEachLineEndOfTheNvt() {
    SERVER
        .telnet()
        .type("/ping 1\r\n/ping 2\r\0/ping 3\n")
        .expect("* pong: 1\r", "* pong: 2\r", "* pong: 3\r");
  }

  @Test
  void shouldTakeOptionsOutOfTheInputWhereverTheyAre() {
    Client listener = SERVER.raw("options");
    Client client = SERVER.telnet().type("/say options h");
    client.sendBytes(bytes(TelnetClient.IAC, NOP)).type("e");
    client.sendBytes(bytes(TelnetClient.IAC, TelnetClient.WILL, NAWS)).type("l");
    client.sendBytes(
        bytes(TelnetClient.IAC, TelnetClient.SB, NAWS, 0, 80, 0, 10, TelnetClient.IAC));
    client.sendBytes(bytes(TelnetClient.SE)).type("l");
    client.sendBytes(bytes(TelnetClient.IAC, TelnetClient.WILL));
    client.sendBytes(bytes(TTYPE)).type("o");
    client.sendBytes(bytes(TelnetClient.IAC, TelnetClient.DO, ECHO)).type("\r\n");
    listener.expect("hello");
  }

  @Test
  void shouldTakeADoubledIacAsOneByteAndDoubleItInTheOutput() {
    Client raw = SERVER.raw("iac");
    Client telnet = SERVER.closeAfterTest(new Client(SERVER.port("telnet")));
    telnet.skipToMatching(".*\\* welcome: .*\r");
    telnet.type("/format raw\r\n/join iac\r\n/marker\r\n");
    telnet.skipToMatching(".*! unknown-command .*\r");
    SERVER.telnet().type("/say iac a").sendBytes(bytes(0xff, 0xff)).type("b\r\n");
    assertArrayEquals(bytes('a', 0xff, 'b'), raw.bytes());
    assertArrayEquals(bytes('a', 0xff, 0xff, 'b', '\r'), telnet.bytes());
  }

  @Test
  void shouldEditWhatIsTypedOneCharacterAtATime() {
    Client telnet = SERVER.telnet();
    for (byte key : "/ping helk\u007flp\bo\r\n".getBytes(UTF_8)) {
      telnet.sendBytes(new byte[] {key});
    }
    telnet.skipTo("* pong: hello\r");
  }

  @Test
  void shouldRefuseOptionsItDoesNotHave() {
    Client telnet = SERVER.closeAfterTest(new Client(SERVER.port("telnet")));
    telnet.skipToMatching(".*\\* welcome: .*\r");
    telnet.sendBytes(bytes(TelnetClient.IAC, TelnetClient.WILL, NAWS)).type("/ping x\r\n");
    String answer = new String(telnet.bytes(), ISO_8859_1);
    byte[] refusal = bytes(TelnetClient.IAC, TelnetClient.DONT, NAWS);
    assertTrue(answer.contains(new String(refusal, ISO_8859_1)), answer);
    assertTrue(answer.endsWith("* pong: x\r"), answer);
  }

  @Test
  void shouldSendNoTelnetOptionOnTheLineListener() {
    Client line = SERVER.client();
    line.sendBytes(bytes(TelnetClient.IAC, TelnetClient.WILL, NAWS)).type("\n/ping x\n");
    line.expect("* pong: x");
  }

  @Test
  void shouldAskByTimingMarkAtConnect() {
    Client telnet = SERVER.closeAfterTest(new Client(SERVER.port("telnet")));
    assertArrayEquals(bytes(TelnetClient.IAC, TelnetClient.DO, TIMING_MARK), telnet.readBytes(3));
  }

  @Test
  void shouldTakeEachAnswerToATimingMarkForTheOldest() {
    for (int answer : new int[] {TelnetClient.WILL, TelnetClient.WONT}) {
      String room = "marked-" + answer;
      TelnetClient telnet = SERVER.telnet();
      byte[] mark = bytes(TelnetClient.IAC, answer, TIMING_MARK);
      telnet.sendBytes(mark).type("/confirm ack\r\n/join " + room + " as crew\r\n");
      telnet.skipToMatching("\\* joined: .*\r");
      Client speaker = SERVER.client().send("/say " + room + " 1").send("/say " + room + " 2");
      telnet.skipToMatching("\\[" + room + "\\] .*: 1\r");
      speaker.send("/stats").skipToMatching("\\* queue: " + room + " .*confirmed 0, waiting 1, .*");
      telnet.sendBytes(mark).skipToMatching("\\[" + room + "\\] .*: 2\r");
      speaker.send("/stats").skipToMatching("\\* queue: " + room + " .*confirmed 1, waiting 0, .*");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"telnet 127.0.0.1 PORT", "plink -batch -telnet -P PORT 127.0.0.1"})
  void shouldConfirmByTimingMarksWhatAProgramHasReadAndNobodyTypes(String command) {
    String room = "acks-" + command.replaceAll(" .*", "");
    String filled = command.replace("PORT", "" + SERVER.port("telnet"));
    Program telnet = SERVER.program(filled.split(" ", -1));
    telnet.skipToMatching(".*\\* welcome: .*");
    telnet.send("/confirm ack").send("/join " + room + " as crew");
    telnet.skipToMatching("\\* joined: " + room + "\\b.*");
    Client speaker = SERVER.client();
    for (int i = 1; i <= 20; i++) {
      speaker.send("/say " + room + " " + i);
    }
    // One line at a time, as the window is 1 with ack.
    for (int i = 1; i <= 20; i++) {
      telnet.expectMatching("\\[" + room + "\\] guest-\\d+: " + i + "\r?");
    }
  }

  @Test
  void shouldServeRealTelnet() {
    Client listener = SERVER.guest("real-telnet");
    Program telnet = SERVER.program("telnet", "127.0.0.1", "" + SERVER.port("telnet"));
    telnet.skipToMatching("\\* welcome: .*\r?");
    telnet.send("/name tina").skipToMatching("\\* you-are: tina\r?");
    telnet.send("/join real-telnet").skipToMatching("\\* joined: real-telnet\\b.*");
    telnet.send("hello from telnet");
    listener.skipTo("[real-telnet] tina: hello from telnet");
    listener.send("hello telnet");
    telnet.skipToMatching("\\[real-telnet\\] guest-\\d+: hello telnet\r?");
    telnet.send("/quit").skipToMatching("\\* bye: quit; .*");
    telnet.exit();
  }

  @Test
  void shouldServePuttysTelnet() {
    Client listener = SERVER.guest("real-plink");
    Program plink =
        SERVER.program("plink", "-batch", "-telnet", "-P", "" + SERVER.port("telnet"), "127.0.0.1");
    plink.skipToMatching("\\* welcome: .*");
    plink.send("/name pia").skipToMatching("\\* you-are: pia\r?");
    plink.send("/join real-plink").skipToMatching("\\* joined: real-plink\\b.*");
    plink.send("hello from plink");
    listener.skipTo("[real-plink] pia: hello from plink");
    listener.send("hello plink");
    plink.skipToMatching("\\[real-plink\\] guest-\\d+: hello plink\r?");
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
