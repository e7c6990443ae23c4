package lifeline.config;

/** What a FIN of the client means. */
public enum HalfClose {
  /** Who has joined a room goes on hearing, anyone else is closed when all is answered. */
  AUTO,
  /** Closed when all that came before is answered. */
  CLOSE,
  /** Goes on hearing, joined or not. */
  KEEP
}
