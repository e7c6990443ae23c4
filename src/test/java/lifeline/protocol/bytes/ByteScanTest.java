package lifeline.protocol.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ByteScanTest {
  @Test
  void shouldFindTheFirstOfAByteWhereverItStands() {
    for (int at = 0; at < 24; at++) {
      byte[] bytes = new byte[24];
      Arrays.fill(bytes, (byte) 0x0b);
      bytes[at] = '\n';
      bytes[23] = '\n';
      for (int from = 0; from <= at; from++) {
        assertEquals(at, ByteScan.indexOf(bytes, from, 24, (byte) '\n'));
        assertEquals(at, ByteScan.indexOf(bytes, from, at, (byte) '\n'));
      }
    }
  }

  @Test
  void shouldNeverTakeAnyOtherByteForPlain() {
    for (int value = 0; value < 256; value++) {
      for (int at = 0; at < 17; at++) {
        byte[] bytes = new byte[17];
        Arrays.fill(bytes, (byte) ' ');
        bytes[at] = (byte) value;
        boolean ascii = value >= 0x20 && value < 0x7f;
        int end = ByteScan.plain(bytes, 0, 17, false);
        assertTrue(ascii ? end == 17 : end <= at && end > at - 8, value + " at " + at);
        boolean plain = ascii && value != '"' && value != '\\';
        int quoting = ByteScan.plain(bytes, 0, 17, true);
        assertTrue(plain ? quoting == 17 : quoting <= at && quoting > at - 8, value + " at " + at);
      }
    }
  }
}
