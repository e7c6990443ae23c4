package lifeline.protocol.in;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CarryBufferTest {
  private static final int LIMIT = 5;

  private final CarryBuffer carry = new CarryBuffer();

  @Test
  void shouldStoreUpToTheLimit() {
    append("123");
    carry.append('4', LIMIT);
    append("5");
    assertEquals("12345", text());
    assertFalse(carry.tooLong());
  }

  @Test
  void shouldCountWhatIsBeyondTheLimitAndStoreNothing() {
    append("123");
    append("456");
    assertTrue(carry.tooLong());
    assertEquals(0, carry.array().length);
    append("7");
    carry.append('8', LIMIT);
    assertEquals(8, carry.length());
  }

  @Test
  void shouldStayTooLongWhenTheLimitRises() {
    append("123456");
    carry.append('7', 100);
    assertTrue(carry.tooLong());
    assertEquals(7, carry.length());
  }

  @Test
  void shouldBeEmptyAfterClear() {
    append("123456");
    carry.clear();
    assertTrue(carry.isEmpty() && !carry.tooLong());
    append("12");
    assertEquals("12", text());
    carry.truncate(1);
    assertEquals("1", text());
  }

  @Test
  void shouldReleaseALargeArrayAndReuseASmallOne() {
    byte[] large = new byte[1025];
    carry.append(large, 0, large.length, 2000);
    carry.clear();
    assertEquals(0, carry.array().length);
    append("12");
    byte[] small = carry.array();
    carry.clear();
    assertSame(small, carry.array());
  }

  @Test
  void shouldLeaveTheArrayAsItIsUntilTheNextAppend() {
    append("12345");
    byte[] line = carry.array();
    carry.clear();
    assertEquals("12345", new String(line, 0, 5, StandardCharsets.US_ASCII));
  }

  @Test
  void shouldTakeAnEmptyPieceOfATooLongLine() {
    append("123456");
    append("");
    assertEquals(6, carry.length());
  }

  private void append(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    carry.append(bytes, 0, bytes.length, LIMIT);
  }

  private String text() {
    return new String(carry.array(), 0, (int) carry.length(), StandardCharsets.US_ASCII);
  }
}
