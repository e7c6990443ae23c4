package lifeline.protocol;

/** How a connection wants to see lines and messages. */
public enum OutputFormat {
  CHAT,
  RAW,
  TSV,
  JSON
}
