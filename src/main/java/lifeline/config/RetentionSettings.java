package lifeline.config;

import java.time.Duration;

/**
 * How much of a room's log is kept, whichever comes first, and how long an unseen name's places.
 */
public record RetentionSettings(long lines, long bytes, Duration age, Duration nameExpiry) {}
