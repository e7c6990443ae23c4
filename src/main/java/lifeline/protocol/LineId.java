package lifeline.protocol;

import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/** The id of a line, written {@code room#seq}; seq is at least 1. */
public record LineId(String room, long seq) {
  public static LineId read(ByteIn in) {
    return new LineId(in.known(), in.number());
  }

  public void write(ByteOut out) {
    out.word(room);
    out.number(seq);
  }

  @Override
  public String toString() {
    return room + "#" + seq;
  }
}
