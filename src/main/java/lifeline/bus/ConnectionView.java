package lifeline.bus;

/**
 * A connection as the registry sees it.
 *
 * @param address the peer's address and port
 * @param listener kind of listener that accepted it
 * @param lastInput when its peer last sent bytes, ms since the epoch
 * @param rttMicros round-trip time in µs, −1 if unknown
 */
public record ConnectionView(
    long connection, String address, String listener, long lastInput, int rttMicros) {}
