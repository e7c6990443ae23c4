/**
 * The pure, deterministic state machine behind the log: it decides which connection gets which
 * line. Start reading at {@link lifeline.delivery.DeliveryMachine}, which has the handler of each
 * {@link lifeline.delivery.entry.Entry}; handlers cause {@link lifeline.delivery.entry.Effect}s.
 *
 * <p>{@code State} owns everything, by name. {@code Session} is a connection, {@code Member} a
 * connection in a room, {@code Room} a room with its {@code RoomLog} (seqs, sizes, senders; no
 * texts). A member has its lines from a {@code Subscription}, which alone changes them: a {@code
 * NameSubscription} or {@code GroupSubscription} is durable and owns the state of each of its
 * lines; a {@code GuestSubscription} ends with its member. {@code UnheardLines} has the lines that
 * no other connection has heard. {@code SessionHandler}, {@code JoinHandler}, {@code
 * RenameHandler}, {@code SayHandler}, {@code ConfirmHandler}, {@code DeadLetterHandler} and {@code
 * RetentionHandler} apply entries; {@code RoomMembership} brings a connection into a room and out
 * of it.
 *
 * <p>Each entry writes and reads its own bytes, and {@code EntryCodec} has their tags. Each class
 * with state has {@code save} and {@code load} beside each other: a new field is added to both, as
 * {@link lifeline.codec.CodecVersion} says.
 *
 * <p>A line of a durable subscription:
 *
 * <pre>
 *             assigned or heard in turn         confirmation
 *   waiting ---------------------------> delivered -------> confirmed
 *    ^  ^ |                               |      |
 *    |  | |   nack, overdue ack, backoff  |      | the connection failed
 *    |  +-|-------------------------------+      v
 *    |    |                                   in doubt ----> delivered (marked)
 *    |    | ttl, queue-full                      |
 *    |    v                  max-attempts        |
 *    +-- dead <----------------------------------+
 *  retry  | /dead drop, or too many dead        expired: the room no longer retains the line
 *         v
 *       dropped
 * </pre>
 */
package lifeline.delivery;
