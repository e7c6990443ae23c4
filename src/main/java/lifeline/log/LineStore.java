package lifeline.log;

import java.util.List;
import lifeline.delivery.Seqs;
import lifeline.protocol.SaidLines;

/** The texts of accepted lines, by room and seq. */
public interface LineStore {

  /** Lines from {@code first} to {@code next − 1}, as far as they are kept. */
  record Page(long next, List<SaidLines> lines) {}

  /** Keeps lines; they follow on those kept of that room before. */
  void add(SaidLines lines);

  /**
   * Forgets the lines of {@code room} up to {@code upTo}, as far as whole batches go, but none that
   * has a line of {@code pinned}.
   */
  void trim(String room, long upTo, Seqs pinned);

  /**
   * Kept lines of {@code room} that contain seq {@code first} or follow it, oldest first, up to
   * about {@code maxBytes} of text but at least one batch if there is any. The first batch may
   * begin before {@code first}. {@code next} is {@code first} if nothing is kept from there on.
   */
  Page read(String room, long first, int maxBytes);
}
