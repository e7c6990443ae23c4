package lifeline.bus;

/**
 * Counts of this node's connections.
 *
 * @param suspect those from which an answer or an acknowledgement is overdue
 * @param halfClosed those that have ended their input and go on receiving
 */
public record ConnectionCounts(int suspect, int halfClosed) {}
