package lifeline.bus;

/**
 * How the connections of this node are.
 *
 * @param suspect those from which an answer or an acknowledgement is overdue
 * @param halfClosed those that have ended their input and go on hearing
 */
public record ConnectionCounts(int suspect, int halfClosed) {}
