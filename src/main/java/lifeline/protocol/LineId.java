package lifeline.protocol;

/** The id of a line, written {@code room#seq}; seq is at least 1. */
public record LineId(String room, long seq) {
  @Override
  public String toString() {
    return room + "#" + seq;
  }
}
