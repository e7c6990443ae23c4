package lifeline.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VarintsTest {
  private static final long[] NUMBERS = {
    0, 1, 127, 128, 300, 16_383, 16_384, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE
  };

  @Test
  void shouldReadWhatItWrote() {
    for (long number : NUMBERS) {
      byte[] bytes = new byte[Varints.MAX_BYTES + 2];
      int end = Varints.write(bytes, 2, number);
      assertEquals(number, Varints.read(bytes, 2));
      assertEquals(end, Varints.end(bytes, 2, bytes.length));
    }
  }

  @Test
  void shouldPutTheLowestSevenBitsFirst() {
    assertArrayEquals(new byte[] {(byte) 0xac, 2}, bytes(300));
    assertArrayEquals(new byte[] {127}, bytes(127));
    assertEquals(Varints.MAX_BYTES, bytes(-1).length);
  }

  @Test
  void shouldFindNoEndInACutNumber() {
    for (long number : NUMBERS) {
      byte[] bytes = bytes(number);
      for (int limit = 0; limit < bytes.length; limit++) {
        assertEquals(-1, Varints.end(bytes, 0, limit), number + " cut at " + limit);
      }
    }
  }

  @Test
  void shouldFindNoEndInANumberOfMoreThan64Bits() {
    byte[] bytes = bytes(-1);
    bytes[Varints.MAX_BYTES - 1] = 2;
    assertEquals(-1, Varints.end(bytes, 0, bytes.length));
    byte[] endless = new byte[20];
    Arrays.fill(endless, (byte) 0xff);
    assertEquals(-1, Varints.end(endless, 0, endless.length));
  }

  private static byte[] bytes(long number) {
    byte[] bytes = new byte[Varints.MAX_BYTES];
    return Arrays.copyOf(bytes, Varints.write(bytes, 0, number));
  }
}
