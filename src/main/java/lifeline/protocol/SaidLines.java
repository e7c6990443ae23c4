package lifeline.protocol;

/**
 * Accepted lines: consecutive in one room, of one sender, of one moment.
 *
 * @param room the room's name, in lower case; {@code @name} for direct lines
 * @param firstSeq seq of the first line; those behind it follow without gaps
 * @param time when they were accepted, in milliseconds since the epoch
 * @param connection id of the connection that said them, 0 where there was none
 * @param from the sender's name at that moment
 * @param urgent whether they overtake what waits in a queue
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
