package lifeline.protocol;

/** How a connection wants to see lines and messages. */
public enum Format {
  CHAT,
  RAW,
  TSV,
  JSON
}
