package lifeline.it.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import lifeline.it.support.Client;
import lifeline.it.support.FramedClient;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The framed listener. */
class FramingIT {
  @RegisterExtension static final TestServer SERVER = new TestServer();

  @Test
  void shouldAnswerCommandsInFrames() {
    SERVER
        .framed()
        .send("/name fred")
        .expect("* you-are: fred")
        .send("/ping x")
        .expect("* pong: x");
  }

  @Test
  void shouldCarryLinesWithNewlines() {
    FramedClient listener = SERVER.framed();
    listener.send("/format raw").send("/join multi").send("/marker");
    listener.skipToMatching("! unknown-command .*");
    SERVER.framed().send("/say multi one\ntwo\r\n");
    listener.expect("one\ntwo\r\n");
  }

  @Test
  void shouldTakeAnEmptyFrameAsASignOfLife() {
    FramedClient client = SERVER.framed();
    client.send("").send("").expectNothing();
  }

  @Test
  void shouldRefuseAFrameThatIsTooLongAndGoOn() {
    FramedClient client = SERVER.framed();
    client.send("x".repeat(65_535)).expectMatching("! line-too-long .+");
    client.send("/ping x").expect("* pong: x");
  }

  @Test
  void shouldGiveTheSameWhereverTheInputIsCut() {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    for (String frame : new String[] {"/ping 1", "", "/ping two\nlines", "/ping 3"}) {
      input.writeBytes(FramedClient.frame(frame.getBytes(UTF_8)));
    }
    byte[] bytes = input.toByteArray();
    for (int cut = 1; cut < bytes.length; cut++) {
      try (FramedClient client = new FramedClient(SERVER.port("framed"))) {
        client.skipToMatching("\\* welcome: .*");
        client.sendBytes(Arrays.copyOfRange(bytes, 0, cut));
        client.sendBytes(Arrays.copyOfRange(bytes, cut, bytes.length));
        client.expect("* pong: 1");
        client.expectMatching("\\* pong: two.*");
        client.expect("* pong: 3");
      }
    }
  }

  @Test
  void shouldDropAnIncompleteFrameAtFin() {
    byte[] frame = FramedClient.frame("/say cut-off never heard".getBytes(UTF_8));
    Client listener = SERVER.guest("cut-off");
    for (int cut = 1; cut < frame.length; cut++) {
      try (FramedClient client = new FramedClient(SERVER.port("framed"))) {
        client.sendBytes(Arrays.copyOfRange(frame, 0, cut)).closeOutput().rest();
      }
    }
    listener.expectNothing();
  }

  @Test
  void shouldEndAsTruncatedInsideAFrame() {
    Client witness = SERVER.guest("truncated");
    FramedClient client = SERVER.framed();
    client.send("/name gerd").expect("* you-are: gerd").send("/join truncated");
    client.expectMatching("\\* joined: truncated\\b.*");
    witness.expect("* gerd joined truncated");
    client.sendBytes(new byte[] {0, 5, 'a'}).closeOutput();
    witness.expect("* gerd left truncated: truncated");
  }

  @Test
  void shouldCloseAtFinOnceAllIsAnswered() {
    FramedClient client = SERVER.framed();
    client.send("/ping last").closeOutput();
    List<String> rest = client.rest();
    assertEquals("* pong: last", rest.get(0));
  }
}
