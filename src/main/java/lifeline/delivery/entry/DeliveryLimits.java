package lifeline.delivery.entry;

import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.delivery.lines.RetrySchedule;

/**
 * The figures the state machine keeps to. Times are milliseconds. Every node of a cluster must use
 * the same ones.
 */
public record DeliveryLimits(Rooms rooms, Retention retention, Attempts attempts, Queue queue) {

  /**
   * How many of what there may be.
   *
   * @param presence single names are told as joined and left in rooms of at most so many
   *     connections
   * @param rooms rooms in all, those of direct lines not counted
   * @param names names known at a time
   * @param joined rooms a connection may have joined
   * @param unheard lines of a room, the newest, that are kept for who comes next
   */
  public record Rooms(int presence, int rooms, int names, int joined, int unheard) {}

  /**
   * How long lines and names are kept.
   *
   * @param lines lines a room keeps
   * @param bytes bytes of text a room keeps
   * @param age how long a room keeps a line
   * @param nameExpiry how long a name or group without connection keeps its places
   */
  public record Retention(long lines, long bytes, long age, long nameExpiry) {}

  /**
   * What a subscription does with lines that do not get through.
   *
   * @param ackTimeout milliseconds without the ack that was asked for, a line is given again
   * @param maxAttempts failed attempts after which a line is dead
   * @param backoffFirst how long a line waits after its first charged attempt
   * @param backoffMax the wait doubles with every charged attempt, up to this
   * @param window group lines that a connection may hold unconfirmed, if it does not say
   */
  public record Attempts(
      long ackTimeout, int maxAttempts, long backoffFirst, long backoffMax, int window) {
    /** Milliseconds that a line waits after its failed attempt number {@code attempts}. */
    public long backoff(String room, long seq, int attempts) {
      return RetrySchedule.backoff(backoffFirst, backoffMax, room, seq, attempts);
    }
  }

  /**
   * What may wait in a subscription.
   *
   * @param ttl milliseconds of waiting after which a line is dead; 0 for never
   * @param maxLines lines that may wait
   * @param maxBytes bytes of text that may wait
   * @param deadLines dead letters a subscription keeps
   */
  public record Queue(long ttl, long maxLines, long maxBytes, int deadLines) {}

  /** The figures that {@link #write} wrote. */
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
