package lifeline.config;

import java.nio.file.Path;

/**
 * PEM files that existed when the configuration was read.
 *
 * @param ca whom the peer's certificate must be signed by; null asks for no certificate
 */
public record TlsSettings(Path cert, Path key, Path ca) {}
