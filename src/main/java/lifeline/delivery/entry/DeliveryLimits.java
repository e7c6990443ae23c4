package lifeline.delivery.entry;

import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.lines.RetrySchedule;

/**
 * The limits of the state machine. Times are in milliseconds. All nodes of a cluster must use the
 * same ones.
 */
public record DeliveryLimits(Rooms rooms, Retention retention, Attempts attempts, Queue queue) {

  /**
   * Numbers of rooms, names and members.
   *
   * @param presence maximum number of connections in a room in which single names are reported as
   *     joined and left
   * @param rooms maximum number of rooms, without those of direct lines
   * @param names maximum number of names known at a time
   * @param joined maximum number of rooms that a connection has joined
   * @param unheard unheard lines that a room retains, the newest
   */
  public record Rooms(int presence, int rooms, int names, int joined, int unheard) {}

  /**
   * How long lines and names are retained.
   *
   * @param lines lines that a room retains
   * @param bytes bytes of text that a room retains
   * @param age how long a room retains a line
   * @param nameExpiry how long the subscriptions of a name or group without connection are retained
   */
  public record Retention(long lines, long bytes, long age, long nameExpiry) {}

  /**
   * Redelivery.
   *
   * @param ackTimeout how long an acknowledgement may take before the line is delivered again
   * @param maxAttempts failed attempts after which a line is dead
   * @param backoffFirst how long a line waits after its first failed attempt
   * @param backoffMax the wait doubles with every failed attempt, up to this
   * @param window unconfirmed group lines in flight to a connection that has not set its window
   */
  public record Attempts(
      long ackTimeout, int maxAttempts, long backoffFirst, long backoffMax, int window) {
    /** Milliseconds that a line waits after failed attempt number {@code attempts}. */
    public long backoff(String room, long seq, int attempts) {
      return RetrySchedule.backoff(backoffFirst, backoffMax, room, seq, attempts);
    }
  }

  /**
   * The queue of a subscription.
   *
   * @param ttl a line that has waited longer is dead; 0 for never
   * @param maxLines lines that may wait
   * @param maxBytes bytes of text that may wait
   * @param deadLines dead letters that a subscription retains
   */
  public record Queue(long ttl, long maxLines, long maxBytes, int deadLines) {}

  /** The limits that {@link #write} wrote. */
  public static DeliveryLimits read(ByteIn in) {
    return new DeliveryLimits(
        new Rooms(in.integer(), in.integer(), in.integer(), in.integer(), in.integer()),
        new Retention(in.number(), in.number(), in.number(), in.number()),
        new Attempts(in.number(), in.integer(), in.number(), in.number(), in.integer()),
        new Queue(in.number(), in.number(), in.number(), in.integer()));
  }

  public void write(ByteOut out) {
    out.number(rooms.presence());
    out.number(rooms.rooms());
    out.number(rooms.names());
    out.number(rooms.joined());
    out.number(rooms.unheard());
    out.number(retention.lines());
    out.number(retention.bytes());
    out.number(retention.age());
    out.number(retention.nameExpiry());
    out.number(attempts.ackTimeout());
    out.number(attempts.maxAttempts());
    out.number(attempts.backoffFirst());
    out.number(attempts.backoffMax());
    out.number(attempts.window());
    out.number(queue.ttl());
    out.number(queue.maxLines());
    out.number(queue.maxBytes());
    out.number(queue.deadLines());
  }
}
