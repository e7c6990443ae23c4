package lifeline.config;

/**
 * The HTTP port of operators.
 *
 * @param port 0 to 65535; 0 takes a free one
 */
public record AdminSettings(boolean enabled, String host, int port) {}
