package lifeline.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Confirmation and redelivery of lines, and when a line becomes a dead letter.
 *
 * @param ackTimeout after this time without the requested {@code /ack} a line is delivered again
 * @param maxAttempts failed attempts after which a line becomes a dead letter, at least 1
 * @param ttl waiting time after which a line becomes a dead letter; null if there is no limit
 * @param maxLines lines that may wait for one subscription
 * @param maxBytes bytes of text that may wait for one subscription
 * @param deadLines dead letters of one subscription that are stored with their text
 * @param unheardLines lines of one room that wait for the first client that joins
 * @param window unconfirmed group lines of one connection
 * @param backoffFirst delay after the first failed attempt; doubles with each attempt
 * @param backoffMax upper limit of that delay, at least {@code backoffFirst}
 */
public record DeliverySettings(
    Duration ackTimeout,
    int maxAttempts,
    @Nullable Duration ttl,
    long maxLines,
    long maxBytes,
    int deadLines,
    int unheardLines,
    int window,
    Duration backoffFirst,
    Duration backoffMax) {}
