package lifeline.protocol;

/** The format of lines and messages (protocol.txt, section 4.1). */
public enum OutputFormat {
  CHAT,
  RAW,
  TSV,
  JSON
}
