package lifeline.bus;

/**
 * A connection as the registry sees it.
 *
 * @param address the peer's address and port
 * @param listener kind of listener that accepted it
 * @param tellsReceived whether its kernel can tell what the peer has received
 * @param suspect whether an answer or an acknowledgement is overdue
 * @param idleMillis how long it has said nothing
 * @param rttMicros round-trip time in µs, −1 if unknown
 */
public record ConnectionView(
    long connection,
    String address,
    String listener,
    boolean acksVisible,
    boolean suspect,
    long idleMillis,
    int rttMicros) {}
