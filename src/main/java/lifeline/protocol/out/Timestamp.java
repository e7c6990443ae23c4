package lifeline.protocol.out;

import java.time.LocalDate;
import lifeline.protocol.bytes.ByteBuilder;

/** Writes moments as {@code 2026-01-31T23:59:59.999Z}; remembers the day it wrote last. */
final class Timestamp {
  private static final long DAY = 86_400_000;

  private long day = Long.MIN_VALUE;
  private String date = "";

  /** {@code millis} since the epoch; years 0000 to 9999. */
  void write(long millis, ByteBuilder out) {
    long wanted = Math.floorDiv(millis, DAY);
    if (wanted != day) {
      date = LocalDate.ofEpochDay(wanted).toString();
      day = wanted;
    }
    int rest = (int) Math.floorMod(millis, DAY);
    out.ascii(date);
    out.write('T');
    two(rest / 3_600_000, out);
    out.write(':');
    two(rest / 60_000 % 60, out);
    out.write(':');
    two(rest / 1000 % 60, out);
    out.write('.');
    out.write('0' + rest / 100 % 10);
    two(rest % 100, out);
    out.write('Z');
  }

  private static void two(int value, ByteBuilder out) {
    out.write('0' + value / 10);
    out.write('0' + value % 10);
  }
}
