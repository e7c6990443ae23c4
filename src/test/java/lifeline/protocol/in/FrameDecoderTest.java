package lifeline.protocol.in;

import static lifeline.protocol.in.EventRecorder.latin;
import static lifeline.protocol.in.InputSplits.assertDecodes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lifeline.Seed;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
  private static final int MAX = 5;

  @Test
  void shouldTakeEachFrameAsALineWhateverItHolds() {
    assertDecodes(
        List.of("line a\nb\r\n", "line ", "line x", "line ", "end"),
        () -> new FrameDecoder(MAX),
        latin("\0\5a\nb\r\n\0\0\0\1x\0\0"));
  }

  @Test
  void shouldDropAFrameThatIsTooLongAndGoOn() {
    assertDecodes(
        List.of("line 12345", "too long 6", "line y", "end"),
        () -> new FrameDecoder(MAX),
        latin("\0\00512345\0\006123456\0\1y"));
    String big = "\1\2" + "x".repeat(258);
    assertDecodes(
        List.of("too long 258", "line y", "end"),
        () -> new FrameDecoder(MAX),
        latin(big + "\0\1y"));
  }

  @Test
  void shouldTellAnEndInsideAFrameAsTruncated() {
    assertDecodes(List.of("truncated"), () -> new FrameDecoder(MAX), latin("\0"));
    assertDecodes(List.of("truncated"), () -> new FrameDecoder(MAX), latin("\0\3"));
    assertDecodes(
        List.of("line a", "truncated"), () -> new FrameDecoder(MAX), latin("\0\1a\0\3xy"));
    assertDecodes(List.of("truncated"), () -> new FrameDecoder(MAX), latin("\0\007123456"));
  }

  @Test
  void shouldJudgeAFrameByTheLimitAtItsHeader() {
    byte[] bytes = latin("\0\005123456789");
    for (int from = 2; from <= 7; from++) {
      FrameDecoder decoder = new FrameDecoder(MAX);
      EventRecorder recorder = new EventRecorder(false);
      decoder.decode(bytes, 0, from, recorder);
      decoder.maxLine(1);
      decoder.decode(bytes, from, 7, recorder);
      assertEquals(List.of("line 12345"), recorder.events(), "changed at " + from);
    }
  }

  @Test
  void shouldTakeTheLongestFrame() {
    byte[] frame = new byte[2 + 0xffff];
    frame[0] = -1;
    frame[1] = -1;
    List<String> events = EventRecorder.decode(new FrameDecoder(0xffff), false, frame);
    assertEquals("line ".length() + 0xffff, events.get(0).length());
    assertEquals("end", events.get(1));
  }

  @Test
  void shouldGiveTheSameAsASimpleSplitterForRandomInput() {
    Seed seed = Seed.of(FrameDecoderTest.class);
    Random random = seed.random();
    boolean truncated = false;
    for (int i = 0; i < 3000; i++) {
      byte[] input = InputSplits.noise(random, latin("\0\0\0\1\2\3\6x"), 60);
      List<String> expected = reference(input);
      truncated |= expected.contains("truncated");
      List<String> actual =
          EventRecorder.decode(
              new FrameDecoder(MAX), random.nextBoolean(), InputSplits.random(input, random));
      assertEquals(expected, actual, seed + " round " + i);
    }
    assertTrue(truncated);
  }

  private static List<String> reference(byte[] input) {
    List<String> events = new ArrayList<>();
    int at = 0;
    while (at + 2 <= input.length) {
      int length = (input[at] & 0xff) * 256 + (input[at + 1] & 0xff);
      if (at + 2 + length > input.length) {
        break;
      }
      String line = new String(input, at + 2, length, java.nio.charset.StandardCharsets.ISO_8859_1);
      events.add(length > MAX ? "too long " + length : "line " + line);
      at += 2 + length;
    }
    events.add(at == input.length ? "end" : "truncated");
    return events;
  }
}
