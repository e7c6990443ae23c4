package lifeline.it.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import lifeline.it.support.Client;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The four formats. */
class FormatIT {
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

  @RegisterExtension static final TestServer SERVER = new TestServer();

  @Test
  void shouldWriteTheAnswerToFormatAsTheFirstLineInIt() {
    SERVER.client().send("/format tsv").expectMatching("\\*\tformat\t.*tsv.*");
    SERVER.client().send("/format json").expectMatching("\\{\"notice\":\"format\",\"text\":.*\\}");
    SERVER.client().send("/format chat").expectMatching("\\* format\\b.*chat.*");
    SERVER.client().send("/format raw").expectNothing();
  }

  @Test
  void shouldWriteTsvWithSixColumns() {
    Client listener = SERVER.inFormat("tsv").send("/join tsv");
    listener.skipToMatching("\\*\tjoined\t.*");
    SERVER.named("anna", "tsv").send("a\tb");
    listener.expectMatching("\\*\tpresence\t.*anna joined tsv");
    listener.expectMatching("tsv#1\t" + TIME + "\ttsv\tanna\t1\ta\tb");
    listener.send("/nonsense").expectMatching("!\tunknown-command\t.+");
  }

  @Test
  void shouldWriteJsonWithAllKeys() {
    Client listener = SERVER.inFormat("json").send("/join json");
    JsonObject joined = new JsonObject(listener.line());
    assertEquals("joined", joined.getString("notice"));
    assertTrue(joined.getString("text").contains("json"), joined::encode);
    SERVER.named("berta", "json").send("\"quoted\" \\ \u0007 ünï");
    assertEquals("presence", new JsonObject(listener.line()).getString("notice"));
    JsonObject line = new JsonObject(listener.line());
    assertEquals(
        List.of("id", "seq", "time", "room", "from", "attempt", "text"),
        List.copyOf(line.fieldNames()));
    assertEquals("json#1", line.getString("id"));
    assertEquals(1, line.getLong("seq"));
    assertTrue(line.getString("time").matches(TIME), line::encode);
    assertEquals("berta", line.getString("from"));
    assertEquals(1, line.getInteger("attempt"));
    assertEquals("\"quoted\" \\ \u0007 ünï", line.getString("text"));
    JsonObject error = new JsonObject(listener.send("/nonsense").line());
    assertEquals("unknown-command", error.getString("error"));
    assertTrue(error.getString("text").length() > 0);
  }

  @Test
  void shouldWriteTheBytesAsTheyCameInRaw() {
    Client listener = SERVER.raw("bytes");
    byte[] line = new byte[255];
    for (int i = 0, next = 0; i < 256; i++) {
      if (i != '\n') {
        line[next++] = (byte) i;
      }
    }
    SERVER.client().send("/join bytes").sendBytes(line).type("\n");
    assertArrayEquals(line, listener.bytes());
  }

  @Test
  void shouldShowControlCharactersInChatAndTsv() {
    Client chat = SERVER.guest("control");
    Client tsv = SERVER.inFormat("tsv").send("/join control");
    tsv.skipToMatching("\\*\tjoined\t.*");
    SERVER.client().send("/name carla").send("/say control \u0001\u001b[2J\t\u007f\u0085é");
    chat.skipToMatching("\\[control\\] carla: \\\\x01\\\\x1[bB]\\[2J\t\\\\x7[fF]\\\\x85é");
    tsv.skipToMatching(".*\t1\t\\\\x01\\\\x1[bB]\\[2J\t\\\\x7[fF]\\\\x85é");
  }

  @Test
  void shouldReplaceInvalidUtf8ButInRaw() {
    Client chat = SERVER.guest("utf8");
    Client raw = SERVER.raw("utf8");
    Client speaker = SERVER.client().send("/name dora");
    speaker.type("/say utf8 a").sendBytes(new byte[] {(byte) 0xc3, (byte) 0xff}).type("z\n");
    chat.skipToMatching("\\[utf8\\] dora: a\uFFFD+z");
    assertArrayEquals(new byte[] {'a', (byte) 0xc3, (byte) 0xff, 'z'}, raw.bytes());
  }

  @Test
  void shouldWriteNoNoticesInRaw() {
    Client raw = SERVER.raw("quiet");
    SERVER.guest("quiet").send("/quit").rest();
    raw.send("/receipts on").send("/ping x").send("/who").send("/stats").send("/rooms");
    raw.send("/say quiet hello").send("/history quiet");
    raw.expect("hello").expectNothing();
    raw.send("/quit").expectEnd();
  }

  @Test
  void shouldGiveReceiptsTheirKeysInTsvAndJson() {
    Client tsv = SERVER.inFormat("tsv").send("/receipts on");
    tsv.expectMatching("\\*\treceipts\t.*");
    tsv.send("/say keys x").expect("*\tok\tkeys#1 to 0, 0 waiting");
    Client json = SERVER.inFormat("json").send("/receipts on");
    json.expectMatching(".*\"receipts\".*");
    JsonObject receipt = new JsonObject(json.send("/say keys y").line());
    assertEquals("ok", receipt.getString("notice"));
    assertEquals("keys#2 to 0, 0 waiting", receipt.getString("text"));
    assertEquals("keys#2", receipt.getString("id"));
    assertEquals(0, receipt.getInteger("to"));
    assertEquals(0, receipt.getInteger("waiting"));
    assertEquals(1, receipt.getInteger("lines"));
  }
}
