package lifeline.protocol;

/**
 * Accepted lines: consecutive in one room, said by one sender, accepted at one moment.
 *
 * @param room the room, folded; {@code @name} for direct lines
 * @param firstSeq seq of the first line; the others follow without gaps
 * @param time at which they were accepted, ms since 1970-01-01
 * @param connection id of the connection that said them; 0 if there was none
 * @param from the sender's name at that moment, as shown
 * @param urgent whether they overtake the lines waiting in a queue
 * @param lines the texts, at least one
 */
public record SaidLines(
    String room,
    long firstSeq,
    long time,
    long connection,
    String from,
    boolean urgent,
    LineBlock lines) {

  /** Seq of the last line. */
  public long lastSeq() {
    return firstSeq + lines.count() - 1;
  }
}
