package lifeline.protocol.in;

import static lifeline.protocol.in.EventRecorder.latin;
import static lifeline.protocol.in.InputSplits.assertDecodes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import lifeline.Seed;
import org.junit.jupiter.api.Test;

class TelnetDecoderTest {
  private static final int MAX = 8;
  private static final String IAC = "\u00ff";
  private static final String SB = IAC + "\u00fa";
  private static final String SE = IAC + "\u00f0";
  private static final String NOP = IAC + "\u00f1";
  private static final String AYT = IAC + "\u00f6";
  private static final String EC = IAC + "\u00f7";
  private static final String EL = IAC + "\u00f8";
  private static final String WILL = IAC + "\u00fb";
  private static final String WONT = IAC + "\u00fc";
  private static final String DO = IAC + "\u00fd";
  private static final String DONT = IAC + "\u00fe";
  private static final String ECHO = "\1";
  private static final String SGA = "\3";
  private static final String MARK = "\6";
  private static final String NAWS = "\37";

  @Test
  void shouldEndLinesAtCrLfCrNulAndLf() {
    decodes("a\r\nb\r\0c\n\r\n\r\0\n", "line a", "line b", "line c", "line ", "line ", "line ");
  }

  @Test
  void shouldKeepCrAndNulThatEndNoLine() {
    decodes("a\rb\n\0c\n\r\r\n", "line a\rb", "line \0c", "line \r");
  }

  @Test
  void shouldTakeTheRestAsALineAtTheEnd() {
    decodes("a\nb", "line a", "line b");
    decodes("b\r", "line b");
    decodes("b" + IAC, "line b");
    decodes("b" + SB + "xyz", "line b");
  }

  @Test
  void shouldTakeCommandsOutWhereverTheyStand() {
    decodes(
        "a" + NOP + "b\r" + NOP + "\nc\r" + SB + NAWS + "\n\r\0" + SE + "\0", "line ab", "line c");
  }

  @Test
  void shouldTakeADoubledIacAsOneByte() {
    decodes("a" + IAC + IAC + "b\n" + IAC + IAC + "\n", "line a\u00ffb", "line \u00ff");
  }

  @Test
  void shouldNotEndASubnegotiationAtADoubledIac() {
    decodes(SB + NAWS + IAC + IAC + "\u00f0" + SE + "x\n", "line x");
  }

  @Test
  void shouldGiveUpASubnegotiationThatDoesNotEnd() {
    List<String> events =
        EventRecorder.decode(telnet(), false, latin(SB + "x".repeat(5000) + "\nhi\r\n"));
    assertEquals(List.of("too long 904", "line hi", "end"), events);
  }

  @Test
  void shouldEditWithBackspaceDeleteAndTheirCommands() {
    decodes("helo\blx\177lo\r\n", "line helllo");
    decodes("ab" + EC + "c\n", "line ac");
    decodes("\b\177" + EC + "x\n", "line x");
    decodes("abc" + EL + "x\n", "line x");
    decodes("ab\r\bc\n", "line abc");
  }

  @Test
  void shouldEraseAWholeCharacterOfUtf8() {
    decodes(utf8("a\u00e4") + "\b\n", "line a");
    decodes(utf8("a\u20ac") + "\b\n", "line a");
    decodes(utf8("a\ud83d\ude00") + "\177\n", "line a");
    decodes("a\u00e4\u00a4\b\n", "line a\u00e4");
    decodes("\u0080\u0080\u0080\u0080\u0080\b\n", "line \u0080\u0080\u0080\u0080");
  }

  @Test
  void shouldDropALineThatIsTooLongUnlessItIsErased() {
    decodes("12345678\r\n123456789\r\nx\n", "line 12345678", "too long 9", "line x");
    decodes("123456789\b\b\n", "too long 9");
    decodes("123456789" + EL + "x\n", "line x");
  }

  @Test
  void shouldRefuseOptionsAndNotAnswerRefusals() {
    decodes(
        WILL + NAWS + DO + ECHO + WONT + NAWS + DONT + ECHO + "x\n",
        "reply " + DONT + NAWS,
        "reply " + WONT + ECHO,
        "line x");
  }

  @Test
  void shouldAgreeOnceThatTheClientSuppressesGoAheads() {
    decodes(
        WILL + SGA + WILL + SGA + WONT + SGA + WONT + SGA + WILL + SGA,
        "reply " + DO + SGA,
        "reply " + DONT + SGA,
        "reply " + DO + SGA);
    decodes(DO + SGA, "reply " + WONT + SGA);
  }

  @Test
  void shouldAnswerATimingMarkEachTimeAndTellOfTheClients() {
    decodes(DO + MARK + DO + MARK + DONT + MARK, "reply " + WILL + MARK, "reply " + WILL + MARK);
    decodes(WILL + MARK + WONT + MARK, "mark", "mark");
    assertArrayEquals(latin(DO + MARK), TelnetDecoder.timingMarkRequest());
  }

  @Test
  void shouldSayThatItIsThere() {
    decodes("a" + AYT + "b\n", "reply \r\n* lifeline is here\r\n", "line ab");
  }

  @Test
  void shouldOnlyTakeOutCommandsWhenVerbatim() {
    assertDecodes(
        List.of("line a\b\177", "line ", "line b\u00ff", "line cd", "line e\rf", "end"),
        TelnetDecoderTest::verbatim,
        latin("a\b\177\r\n\nb" + IAC + IAC + "\r\0c" + EC + EL + "d\ne\rf\n"));
  }

  @Test
  void shouldGiveTheSameAsASimpleTerminalForRandomInput() {
    Seed seed = Seed.of(TelnetDecoderTest.class);
    Random random = seed.random();
    byte[] alphabet =
        latin(
            "aab\r\r\n\0\b\177\u00ff\u00ff\u00fb\u00fd\u00fc\u00f7\u00f8\u00fa\u00f0\6\3\u00c3\u00a4");
    for (int i = 0; i < 4000; i++) {
      byte[] input = InputSplits.noise(random, alphabet, 80);
      boolean verbatim = random.nextInt(4) == 0;
      List<String> actual =
          EventRecorder.decode(
              verbatim ? verbatim() : telnet(),
              random.nextBoolean(),
              InputSplits.random(input, random));
      List<String> expected = new SimpleTerminal(MAX, verbatim).decode(input);
      assertEquals(expected, actual, seed + " round " + i);
    }
  }

  private static void decodes(String input, String... events) {
    List<String> expected = new java.util.ArrayList<>(List.of(events));
    expected.add("end");
    assertDecodes(expected, TelnetDecoderTest::telnet, latin(input));
  }

  private static Decoder telnet() {
    return new TelnetDecoder(MAX);
  }

  private static Decoder verbatim() {
    Decoder decoder = telnet();
    decoder.verbatim();
    return decoder;
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
