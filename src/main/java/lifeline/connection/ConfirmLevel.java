package lifeline.connection;

import java.util.Locale;
import lifeline.codec.ByteIn;

/**
 * What confirms that a connection's peer has a line.
 *
 * <p>Levels are stored by their {@link #word}: one may be added, with a new {@link
 * lifeline.codec.CodecVersion#LEVEL}, but neither renamed nor removed.
 */
public enum ConfirmLevel {
  /** The kernel took the line. */
  WRITTEN,
  /** The peer's TCP has acknowledged every byte of the line. */
  RECEIVED,
  /** The client said so. */
  ACK;

  /** The level whose word is read. */
  public static ConfirmLevel read(ByteIn in) {
    return in.oneOf(values(), ConfirmLevel::word);
  }

  /** As users write it: {@code written}, {@code received} or {@code ack}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
