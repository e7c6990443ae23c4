package lifeline.liveness;

/**
 * The times of the liveness settings, in ms; a time that is off is {@link Activity#NEVER}.
 *
 * @param interval a connection silent for so long is asked, and again at each further interval
 * @param misses so many intervals without an answer, and it has failed; at least 1
 * @param idle without input for so long it is closed
 * @param suspect bytes unacknowledged for so long make it suspect
 * @param stall bytes unacknowledged for so long, though its kernel answers, make it fail
 * @param unreachable bytes unacknowledged and nothing heard for so long make it fail
 */
public record LivenessTimes(
    long interval, int misses, long idle, long suspect, long stall, long unreachable) {}
