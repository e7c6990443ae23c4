package lifeline.protocol;

/** How messages to a client are separated. */
public enum Framing {
  /** Each ends in LF. */
  LF,
  /** Each ends in CR LF, and a byte 0xFF is sent twice, as telnet requires (RFC 854). */
  CRLF,
  /** Each follows its length, two bytes, big-endian. */
  FRAME;

  /** Telnet's byte "interpret as command"; a data byte of this value is sent twice. */
  public static final int IAC = 255;
}
