package lifeline.protocol;

/** How a message is set apart from the next one on its way to the client. */
public enum Framing {
  /** Each ends in LF. */
  LF,
  /** Each ends in CR LF and a byte 0xFF is sent twice, as a telnet client wants it (RFC 854). */
  CRLF,
  /** Each comes behind its length, two bytes, big-endian. */
  FRAME
}
