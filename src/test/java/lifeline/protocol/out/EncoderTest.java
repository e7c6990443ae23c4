package lifeline.protocol.out;

import static lifeline.protocol.in.EventRecorder.latin;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import lifeline.Seed;
import lifeline.protocol.Encoding;
import lifeline.protocol.ErrorCode;
import lifeline.protocol.Framing;
import lifeline.protocol.LineBlock;
import lifeline.protocol.Message;
import lifeline.protocol.OutputFormat;
import lifeline.protocol.SaidLines;
import lifeline.protocol.bytes.ByteBuilder;
import lifeline.protocol.bytes.Timestamp;
import lifeline.protocol.in.InputSplits;
import org.junit.jupiter.api.Test;

class EncoderTest {
  private static final long TIME = Instant.parse("2026-01-31T23:05:09.007Z").toEpochMilli();
  private static final Message NOTICE = new Message.Notice("joined", "joined: ops \"al\"");
  private static final Message PROBLEM = new Message.Problem(ErrorCode.BAD_ROOM, "a\u001b\nb");
  private static final Message RECEIPT = new Message.Receipt("ops#9", 2, 1, 3);

  @Test
  void shouldWriteALineInEachFormat() {
    assertEquals("[ops] alice: hi \"x\"\n", line(OutputFormat.CHAT, 1, "hi \"x\""));
    assertEquals("[ops again] alice: hi\n", line(OutputFormat.CHAT, 2, "hi"));
    assertEquals("hi\n", line(OutputFormat.RAW, 2, "hi"));
    assertEquals(
        "ops#41\t2026-01-31T23:05:09.007Z\tops\talice\t3\thi\tyou\n",
        line(OutputFormat.TSV, 3, "hi\tyou"));
    assertEquals(
        "{\"id\":\"ops#41\",\"seq\":41,\"time\":\"2026-01-31T23:05:09.007Z\",\"room\":\"ops\","
            + "\"from\":\"alice\",\"attempt\":1,\"text\":\"hi \\\"x\\\" \\\\ \\t\\n\\u001b\"}\n",
        line(OutputFormat.JSON, 1, "hi \"x\" \\ \t\n\u001b"));
  }

  @Test
  void shouldWriteLinesSaidTogetherAndWhereTheyEnd() {
    SaidLines said =
        new SaidLines("ops", 9, TIME, 0, "bob", false, LineBlock.of("a", "", "longer"));
    ByteBuilder out = new ByteBuilder();
    out.ascii("before ");
    LineEnds ends = new LineEnds();
    encoder(OutputFormat.CHAT, Framing.LF).lines(said, out, ends);
    assertEquals("before [ops] bob: a\n[ops] bob: \n[ops] bob: longer\n", text(out));
    assertEquals(3, ends.size());
    assertEquals(List.of(20, 32, 50), List.of(ends.get(0), ends.get(1), ends.get(2)));

    out.clear();
    encoder(OutputFormat.TSV, Framing.LF).lines(said, out, ends);
    assertEquals(
        List.of("ops#9", "ops#10", "ops#11"),
        text(out).lines().map(l -> l.substring(0, l.indexOf('\t'))).toList());
  }

  @Test
  void shouldWriteMessagesInEachFormat() {
    assertEquals("* joined: ops \"al\"\n", message(OutputFormat.CHAT, NOTICE));
    assertEquals("*\tjoined\tjoined: ops \"al\"\n", message(OutputFormat.TSV, NOTICE));
    assertEquals(
        "{\"notice\":\"joined\",\"text\":\"joined: ops \\\"al\\\"\"}\n",
        message(OutputFormat.JSON, NOTICE));
    assertEquals("", message(OutputFormat.RAW, NOTICE));
    assertEquals("! bad-room a\\x1b\\x0ab\n", message(OutputFormat.CHAT, PROBLEM));
    assertEquals("! bad-room a\\x1b\\x0ab\n", message(OutputFormat.RAW, PROBLEM));
    assertEquals("!\tbad-room\ta\\x1b\\x0ab\n", message(OutputFormat.TSV, PROBLEM));
    assertEquals(
        "{\"error\":\"bad-room\",\"text\":\"a\\u001b\\nb\"}\n",
        message(OutputFormat.JSON, PROBLEM));
    assertEquals("* ok ops#9 to 2, 1 waiting (3 lines)\n", message(OutputFormat.CHAT, RECEIPT));
    assertEquals("*\tok\tops#9 to 2, 1 waiting (3 lines)\n", message(OutputFormat.TSV, RECEIPT));
    assertEquals(
        "{\"notice\":\"ok\",\"text\":\"ops#9 to 2, 1 waiting (3 lines)\","
            + "\"id\":\"ops#9\",\"to\":2,\"waiting\":1,\"lines\":3}\n",
        message(OutputFormat.JSON, RECEIPT));
    assertEquals("", message(OutputFormat.RAW, RECEIPT));
  }

  @Test
  void shouldSetMessagesApartInEachFraming() {
    for (OutputFormat format : OutputFormat.values()) {
      String body = line(format, 1, "x\u00e4");
      body = body.substring(0, body.length() - 1);
      assertEquals(body + "\r\n", text(encode(format, Framing.CRLF, utf8("x\u00e4"))));
      byte[] frame = encode(format, Framing.FRAME, utf8("x\u00e4")).toArray();
      int length = utf8(body).length;
      assertEquals(length, (frame[0] & 0xff) * 256 + (frame[1] & 0xff));
      assertArrayEquals(utf8(body), Arrays.copyOfRange(frame, 2, frame.length));

      for (Message message : List.of(NOTICE, PROBLEM, RECEIPT)) {
        String plain = message(format, message);
        ByteBuilder framed = new ByteBuilder();
        encoder(format, Framing.FRAME).message(message, framed);
        assertEquals(plain.isEmpty() ? 0 : plain.length() + 1, framed.size());
        ByteBuilder telnet = new ByteBuilder();
        encoder(format, Framing.CRLF).message(message, telnet);
        assertEquals(plain.replace("\n", "\r\n"), text(telnet));
      }
    }
  }

  @Test
  void shouldKeepTheBytesInRaw() {
    byte[] any = new byte[256];
    for (int i = 0; i < any.length; i++) {
      any[i] = (byte) i;
    }
    byte[] raw = encode(OutputFormat.RAW, Framing.LF, any).toArray();
    assertArrayEquals(any, Arrays.copyOf(raw, any.length));
    assertEquals(any.length + 1, raw.length);
    assertArrayEquals(
        latin("\u00ff\u00ffa\u00ff\u00ff\u00ff\u00ffb\u00ff\u00ff\r\n"),
        encode(OutputFormat.RAW, Framing.CRLF, latin("\u00ffa\u00ff\u00ffb\u00ff")).toArray());
  }

  @Test
  void shouldShowControlCharactersSoThatTheyDriveNoTerminal() {
    String text = "a\u0000\u001b[31m\u007f\u0080\u009b\u009f\u00a0\tz\r\n\u00e4\u20ac\ud83d\ude00";
    String shown =
        "a\\x00\\x1b[31m\\x7f\\x80\\x9b\\x9f\u00a0\tz\\x0d\\x0a\u00e4\u20ac\ud83d\ude00\n";
    assertEquals("[ops] alice: " + shown, line(OutputFormat.CHAT, 1, text));
    assertTrue(line(OutputFormat.TSV, 1, text).endsWith("\t1\t" + shown));
    assertTrue(
        line(OutputFormat.JSON, 1, "\u007f\u009b\u2028\b\f")
            .endsWith("\"\\u007f\\u009b\u2028\\b\\f\"}\n"));
    assertEquals(
        "[ops] alice: \ufffd\ufffdx\n",
        text(encode(OutputFormat.CHAT, Framing.LF, latin("\u009b\u00ffx"))));
  }

  @Test
  void shouldReplaceInvalidUtf8AsJavaDoes() {
    Seed seed = Seed.of(EncoderTest.class);
    Random random = seed.random();
    byte[] alphabet =
        latin(
            "ab\"\\\t\u00c2\u00c3\u00e0\u00e2\u00ed\u00ef\u00f0\u00f4\u00f5\u0080\u0090\u009f\u00a0\u00bf");
    for (int i = 0; i < 20_000; i++) {
      byte[] input = InputSplits.noise(random, alphabet, 24);
      String expected = new String(input, StandardCharsets.UTF_8);
      String at = seed + " round " + i;
      String chat = text(encode(OutputFormat.CHAT, Framing.LF, input));
      assertEquals("[ops] alice: " + shown(expected) + "\n", chat, at);
      String json = text(encode(OutputFormat.JSON, Framing.LF, input));
      String string = json.substring(json.indexOf("\"text\":\"") + 8, json.length() - 3);
      assertEquals(expected, unquoted(string), at);
    }
  }

  @Test
  void shouldCutAFrameThatIsTooLongBetweenCharacters() {
    String text = "\u20ac\u0001".repeat(20_000);
    for (OutputFormat format : OutputFormat.values()) {
      ByteBuilder out = encode(format, Framing.FRAME, utf8(text));
      byte[] frame = out.toArray();
      int length = (frame[0] & 0xff) * 256 + (frame[1] & 0xff);
      assertEquals(length + 2, frame.length);
      assertTrue(length > 0xffff - 6);
      String body = new String(frame, 2, length, StandardCharsets.UTF_8);
      assertEquals(-1, body.indexOf('\ufffd'));
      if (format == OutputFormat.JSON) {
        assertTrue(body.endsWith("\u20ac\"}") || body.endsWith("\\u0001\"}"));
      }
    }
    ByteBuilder out = new ByteBuilder();
    encoder(OutputFormat.JSON, Framing.FRAME)
        .message(new Message.Notice("x", "\u00e4".repeat(40_000)), out);
    String body = new String(out.array(), 2, out.size() - 2, StandardCharsets.UTF_8);
    assertTrue(out.size() <= 0xffff + 2 && body.endsWith("\u00e4\"}"));
  }

  @Test
  void shouldWriteAnyMomentAsRfc3339() {
    Timestamp timestamp = new Timestamp();
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      long millis = random.nextLong(253_402_300_800_000L) / 1000 * 1000 + 120;
      ByteBuilder out = new ByteBuilder();
      timestamp.write(millis, out);
      assertEquals(Instant.ofEpochMilli(millis).toString(), text(out));
    }
  }

  @Test
  void shouldGiveEachEncodingItsOwnIndex() {
    Set<Integer> seen = new HashSet<>();
    for (OutputFormat format : OutputFormat.values()) {
      for (Framing framing : Framing.values()) {
        int index = new Encoding(format, framing).index();
        assertTrue(index >= 0 && index < Encoding.COUNT && seen.add(index));
      }
    }
  }

  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = (c < 0x20 && c != '\t') || (c >= 0x7f && c < 0xa0);
      shown.append(control ? "\\x%02x".formatted((int) c) : String.valueOf(c));
    }
    return shown.toString();
  }

  /** The value of a JSON string; fails for what is not allowed inside of one. */
  private static String unquoted(String string) {
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      assertTrue(c >= ' ' && c != '"', "not escaped");
      if (c != '\\') {
        value.append(c);
        continue;
      }
      c = string.charAt(++i);
      if (c == 'u') {
        value.append((char) Integer.parseInt(string.substring(i + 1, i + 5), 16));
        i += 4;
      } else {
        int escape = "\"\\/bfnrt".indexOf(c);
        value.append("\"\\/\b\f\n\r\t".charAt(escape));
      }
    }
    return value.toString();
  }

  private static String line(OutputFormat format, int attempt, String text) {
    ByteBuilder out = new ByteBuilder(0);
    SaidLines said =
        new SaidLines("ops", 40, TIME, 7, "alice", false, LineBlock.of("before", text, "after"));
    encoder(format, Framing.LF).line(said, 1, attempt, out);
    return text(out);
  }

  private static ByteBuilder encode(OutputFormat format, Framing framing, byte[] text) {
    ByteBuilder out = new ByteBuilder();
    SaidLines said = new SaidLines("ops", 41, TIME, 7, "alice", false, LineBlock.of(text));
    encoder(format, framing).lines(said, out, new LineEnds());
    return out;
  }

  private static String message(OutputFormat format, Message message) {
    ByteBuilder out = new ByteBuilder();
    encoder(format, Framing.LF).message(message, out);
    return text(out);
  }

  private static Encoder encoder(OutputFormat format, Framing framing) {
    return new Encoder(new Encoding(format, framing));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(ByteBuilder bytes) {
    return new String(bytes.array(), 0, bytes.size(), StandardCharsets.UTF_8);
  }
}
