package lifeline.connection;

import java.util.Locale;

/** What counts as proof that a connection's peer has a line. */
public enum ConfirmLevel {
  /** The kernel took the line. */
  WRITTEN,
  /** The peer's TCP has acknowledged every byte of the line. */
  RECEIVED,
  /** The client said so. */
  ACK;

  /** As users write it: {@code written}, {@code received} or {@code ack}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
