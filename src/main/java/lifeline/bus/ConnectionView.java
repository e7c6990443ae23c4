package lifeline.bus;

/**
 * A connection as the registry sees it.
 *
 * @param address the peer's address and port
 * @param listener the kind of listener that accepted it
 * @param acksVisible whether the server can see what the peer has acknowledged
 * @param suspect whether an answer or an acknowledgement is overdue
 * @param idleMillis time since the last input
 * @param rttMicros round-trip time, −1 if unknown
 */
public record ConnectionView(
    long connection,
    String address,
    String listener,
    boolean acksVisible,
    boolean suspect,
    long idleMillis,
    int rttMicros) {}
