package lifeline.protocol.bytes;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * Writes moments as RFC 3339, UTC, with milliseconds: {@code 2026-01-31T23:59:59.999Z}. Caches the
 * date of the last day written. Not thread-safe.
 */
public final class Timestamp {
  private static final long DAY = 86_400_000;

  private long day = Long.MIN_VALUE;
  private String date = "";

  /** {@code millis} since 1970-01-01, as text; years 0000 to 9999. */
  public static String text(long millis) {
    ByteBuilder out = new ByteBuilder();
    new Timestamp().write(millis, out);
    return new String(out.toArray(), StandardCharsets.US_ASCII);
  }

  /** {@code millis} since 1970-01-01; years 0000 to 9999. */
  public void write(long millis, ByteBuilder out) {
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
