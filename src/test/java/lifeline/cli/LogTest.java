package lifeline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LogTest {
  private static final String START =
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  Of";

  @Test
  void shouldWriteTimeLevelAndLoggerInOneLine() {
    String line = logged(() -> LoggerFactory.getLogger("some.Of").info("started"));
    assertTrue(line.matches(START + " started\\R"), line);
  }

  @Test
  void shouldNameTheConnectionWhereThereIsOne() {
    String line =
        logged(
            () -> {
              try (MDC.MDCCloseable conn = MDC.putCloseable("conn", "n1-7")) {
                LoggerFactory.getLogger("some.Of").info("ended {}", conn != null);
              }
            });
    assertTrue(line.matches(START + " conn=n1-7 ended true\\R"), line);
  }

  @Test
  void shouldEscapeControlCharactersSoThatNoTextLooksLikeAnEvent() {
    String text = "a\r\nb\u001b[31mc\u0085d\te";
    String line = logged(() -> LoggerFactory.getLogger("some.Of").info("{}", text));
    assertTrue(line.matches(START + " a\\\\r\\\\nb\\?\\[31mc\\?d\\?e\\R"), line);
  }

  @Test
  void shouldWriteAFailureWithItsStackTraceInOneLine() {
    Exception failure = new IllegalStateException("one\ntwo\u001b");
    String line = logged(() -> LoggerFactory.getLogger("some.Of").info("broken", failure));
    assertEquals(1, line.lines().count(), line);
    assertTrue(
        line.matches(
            START + " broken \\| java.lang.IllegalStateException: one \\| two.* \\| at .*\\R"),
        line);
    assertTrue(line.indexOf('\u001b') < 0, line);
  }

  private static String logged(Runnable event) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, UTF_8));
    try {
      event.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(UTF_8);
  }
}
