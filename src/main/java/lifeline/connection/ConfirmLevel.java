package lifeline.connection;

import java.util.Locale;
import lifeline.codec.ByteIn;

/**
 * What confirms a line for a connection (protocol.txt, section 10.3).
 *
 * <p>Levels are stored by their {@link #word}: one may be added, with a new {@link
 * lifeline.codec.CodecVersion#LEVEL}, but neither renamed nor removed.
 */
public enum ConfirmLevel {
  /** The server's kernel has taken the line. */
  WRITTEN,
  /** The peer's TCP has acknowledged every byte of the line. */
  RECEIVED,
  /** The client has confirmed the line itself. */
  ACK;

  /** The level whose word is read. */
  public static ConfirmLevel read(ByteIn in) {
    return in.oneOf(values(), ConfirmLevel::word);
  }

  /** The word that clients write: {@code written}, {@code received} or {@code ack}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
