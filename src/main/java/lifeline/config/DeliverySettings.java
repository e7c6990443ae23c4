package lifeline.config;

import java.time.Duration;

/**
 * Confirming, repeating and giving up lines.
 *
 * @param maxAttempts charges, at least 1
 * @param ttl null: off
 * @param maxLines waiting in one subscription
 * @param maxBytes waiting in one subscription
 * @param deadLines kept with their text for one subscription
 * @param unheardLines kept for one room
 * @param window unconfirmed group lines of one connection
 * @param backoffMax at least backoffFirst
 */
public record DeliverySettings(
    Duration ackTimeout,
    int maxAttempts,
    Duration ttl,
    long maxLines,
    long maxBytes,
    int deadLines,
    int unheardLines,
    int window,
    Duration backoffFirst,
    Duration backoffMax) {}
