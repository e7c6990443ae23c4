package lifeline.liveness;

/** How a connection is probed, and so what counts as its answer (protocol.txt, section 11). */
public enum ProbeKind {
  /** Not at all: the server's own terminal, which never fails. */
  NONE,
  /** By TCP keepalive; bytes and acknowledgements are answers. */
  KEEPALIVE,
  /** By {@code IAC DO TIMING-MARK}, which the client has answered before; bytes are answers. */
  TIMING_MARK,
  /** By {@code * ping: N}, after {@code /heartbeat}; bytes are answers. */
  PING;

  /** Whether only bytes are answers, and the server itself sends the probes. */
  public boolean needsBytes() {
    return this == TIMING_MARK || this == PING;
  }
}
