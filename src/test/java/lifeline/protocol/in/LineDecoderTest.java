package lifeline.protocol.in;

import static lifeline.protocol.in.EventRecorder.latin;
import static lifeline.protocol.in.InputSplits.assertDecodes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lifeline.Seed;
import org.junit.jupiter.api.Test;

class LineDecoderTest {
  private static final int MAX = 5;

  @Test
  void shouldEndLinesAtLfAndDropOneCr() {
    assertDecodes(
        List.of("line a", "line bc", "line d\r", "line ", "line \0\u00ff", "end"),
        () -> new LineDecoder(MAX),
        latin("a\nbc\r\nd\r\r\n\r\n\0\u00ff\n"));
  }

  @Test
  void shouldTakeWhatIsLeftAtTheEndAsALine() {
    assertDecodes(
        List.of("line a", "line b\r", "end"), () -> new LineDecoder(MAX), latin("a\nb\r"));
    assertDecodes(List.of("end"), () -> new LineDecoder(MAX), latin(""));
    assertDecodes(List.of("too long 6", "end"), () -> new LineDecoder(MAX), latin("123456"));
  }

  @Test
  void shouldCountTheLongestLineWithoutItsEnd() {
    assertDecodes(
        List.of(
            "line 12345", "line 12345", "too long 6", "too long 6", "too long 9", "line x", "end"),
        () -> new LineDecoder(MAX),
        latin("12345\n12345\r\n123456\n123456\r\n123456789\nx\n"));
  }

  @Test
  void shouldKeepCrAndEmptyLinesWhenVerbatim() {
    assertDecodes(
        List.of("line a\r", "line ", "line \r", "line //x", "too long 6", "end"),
        LineDecoderTest::verbatim,
        latin("a\r\n\n\r\n//x\n12345\r\n"));
  }

  @Test
  void shouldInterpretNothingBehindTheLineThatAsksForIt() {
    LineDecoder decoder = new LineDecoder(MAX);
    List<String> lines = new ArrayList<>();
    DecoderListener input =
        new DecoderListener() {
          @Override
          public boolean line(byte[] buffer, int from, int to) {
            lines.add(new String(buffer, from, to - from, java.nio.charset.StandardCharsets.UTF_8));
            decoder.verbatim();
            return true;
          }

          @Override
          public boolean tooLong(long length) {
            return true;
          }
        };
    byte[] bytes = latin("pipe\r\nx\r\n");
    assertEquals(bytes.length, decoder.decode(bytes, 0, bytes.length, input));
    assertEquals(List.of("pipe", "x\r"), lines);
  }

  @Test
  void shouldHandOnAWholeLineWithoutACopy() {
    byte[] bytes = latin("abc\n");
    boolean[] seen = new boolean[1];
    DecoderListener input =
        new DecoderListener() {
          @Override
          public boolean line(byte[] buffer, int from, int to) {
            assertSame(bytes, buffer);
            seen[0] = true;
            return true;
          }

          @Override
          public boolean tooLong(long length) {
            return true;
          }
        };
    new LineDecoder(MAX).decode(bytes, 0, bytes.length, input);
    assertTrue(seen[0]);
  }

  @Test
  void shouldStopBehindTheLineThatAsksForIt() {
    byte[] bytes = latin("a\nb\n");
    assertEquals(2, new LineDecoder(MAX).decode(bytes, 0, 4, new EventRecorder(true)));
  }

  @Test
  void shouldTakeOverANewLimitWhileRunning() {
    LineDecoder decoder = new LineDecoder(MAX);
    EventRecorder recorder = new EventRecorder(false);
    byte[] bytes = latin("12345\n");
    decoder.decode(bytes, 0, 6, recorder);
    decoder.maxLine(4);
    decoder.decode(bytes, 0, 6, recorder);
    decoder.maxLine(6);
    List<String> rest = EventRecorder.decode(decoder, false, latin("123456\n"));
    assertEquals(List.of("line 123456", "end"), rest);
  }

  @Test
  void shouldApplyANewLimitToALineThatHasBegun() {
    byte[] begun = latin("1234");
    byte[] rest = latin("5\nx\n");
    for (int from = 0; from <= begun.length; from++) {
      LineDecoder decoder = new LineDecoder(MAX);
      EventRecorder recorder = new EventRecorder(false);
      decoder.decode(begun, 0, from, recorder);
      decoder.maxLine(4);
      decoder.decode(begun, from, begun.length, recorder);
      decoder.decode(rest, 0, rest.length, recorder);
      assertEquals(List.of("too long 5", "line x"), recorder.events(), "changed at " + from);
    }
  }

  @Test
  void shouldNotForgiveALineFoundTooLong() {
    LineDecoder decoder = new LineDecoder(MAX);
    EventRecorder recorder = new EventRecorder(false);
    byte[] bytes = latin("12345678\n");
    decoder.decode(bytes, 0, 7, recorder);
    decoder.maxLine(100);
    decoder.decode(bytes, 7, bytes.length, recorder);
    assertEquals(List.of("too long 8"), recorder.events());
  }

  @Test
  void shouldGiveTheSameAsASimpleSplitterForRandomInput() {
    Seed seed = Seed.of(LineDecoderTest.class);
    Random random = seed.random();
    for (int i = 0; i < 3000; i++) {
      byte[] input = InputSplits.noise(random, latin("aaabc\r\n\n"), 120);
      boolean verbatim = random.nextInt(4) == 0;
      List<String> actual =
          EventRecorder.decode(
              verbatim ? verbatim() : new LineDecoder(MAX),
              random.nextBoolean(),
              InputSplits.random(input, random));
      assertEquals(reference(input, verbatim), actual, seed + " round " + i);
    }
  }

  @Test
  void shouldTakeTenMegabytesOfRandomBytesInBoundedMemory() {
    byte[] noise = new byte[10 << 20];
    new Random(1).nextBytes(noise);
    LineDecoder decoder = new LineDecoder(64);
    long[] total = new long[2];
    DecoderListener input =
        new DecoderListener() {
          @Override
          public boolean line(byte[] buffer, int from, int to) {
            assertTrue(to - from <= 64 && (buffer == noise || buffer.length <= 256));
            total[0] += to - from;
            return true;
          }

          @Override
          public boolean tooLong(long length) {
            total[0] += length;
            total[1]++;
            return true;
          }
        };
    int step = 1777;
    for (int at = 0; at < noise.length; at += step) {
      int to = Math.min(noise.length, at + step);
      assertEquals(to, decoder.decode(noise, at, to, input));
    }
    decoder.finish(input);
    assertTrue(total[1] > 1000);
    assertTrue(total[0] > noise.length * 0.99 && total[0] < noise.length);
  }

  private static Decoder verbatim() {
    LineDecoder decoder = new LineDecoder(MAX);
    decoder.verbatim();
    return decoder;
  }

  private static List<String> reference(byte[] input, boolean verbatim) {
    List<String> events = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (byte b : input) {
      if (b != '\n') {
        line.append((char) (b & 0xff));
        continue;
      }
      int last = line.length() - 1;
      if (!verbatim && last >= 0 && line.charAt(last) == '\r') {
        line.setLength(last);
      }
      events.add(event(line));
      line.setLength(0);
    }
    if (line.length() > 0) {
      events.add(event(line));
    }
    events.add("end");
    return events;
  }

  private static String event(StringBuilder line) {
    return line.length() > MAX ? "too long " + line.length() : "line " + line;
  }
}
