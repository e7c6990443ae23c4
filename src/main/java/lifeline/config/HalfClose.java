package lifeline.config;

/** What the end of a client's input (FIN) means. */
public enum HalfClose {
  /** A client that has joined a room stays; any other is closed once everything is answered. */
  AUTO,
  /** The client is closed once everything that it sent is answered. */
  CLOSE,
  /** The client stays, whether it has joined a room or not. */
  KEEP
}
