package lifeline.loadgen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        63,
        64,
        4095,
        4096,
        (1L << 24) - 1,
        1L << 24,
        123_456_789_012L,
        Payload.Digits.MAX
      })
  void shouldReadWhatItWrote(long number) {
    long characters = Payload.Digits.encode(number);
    assertEquals(number, Payload.Digits.decode(characters));
    for (int shift = 0; shift < 64; shift += 8) {
      long character = (characters >>> shift) & 0xFF;
      assertTrue(character >= '0' && character <= 'o', "printable");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 64, 9999, (1 << 24) - 1})
  void shouldReadShortNumbersItWrote(int number) {
    assertEquals(number, Payload.Digits.decodeShort(Payload.Digits.encodeShort(number)));
  }
}
