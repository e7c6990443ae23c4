package lifeline.liveness;

/** How a connection is asked for a sign of life, and so what counts as its answer. */
public enum ProbeKind {
  /** Not at all: the server's own terminal, which neither fails nor is closed. */
  NONE,
  /** By its kernel, with TCP keepalive: bytes are an answer, acknowledgements are too. */
  KEEPALIVE,
  /** By {@code IAC DO TIMING-MARK}, which its program has answered before: bytes only. */
  TIMING_MARK,
  /** By {@code * ping: N}, as it wanted with {@code /heartbeat}: bytes only. */
  PING;

  /** Whether only bytes are an answer, and the server itself has to ask. */
  public boolean needsBytes() {
    return this == TIMING_MARK || this == PING;
  }
}
