package lifeline.liveness;

/**
 * The times of the liveness settings, in ms; a time that is off is {@link Activity#NEVER}.
 *
 * @param interval silence before the first probe, and between probes
 * @param misses number of unanswered probes after which a connection has failed, at least 1
 * @param idle time without input after which a connection is closed
 * @param suspect time without acknowledgement after which it is suspect
 * @param stall time without acknowledgement after which it has failed, though its TCP answers
 * @param unreachable time without acknowledgement or any other segment after which it has failed
 */
public record LivenessTimes(
    long interval, int misses, long idle, long suspect, long stall, long unreachable) {}
