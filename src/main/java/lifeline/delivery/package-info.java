/**
 * Who hears what: the pure, deterministic state machine behind the log. Start reading at {@link
 * lifeline.delivery.DeliveryMachine}, which lists what is done with each {@link
 * lifeline.delivery.entry.Entry}; what comes of it are {@link lifeline.delivery.entry.Effect}s.
 *
 * <p>{@code State} owns everything by name. {@code Session} is a connection, {@code Member} a
 * connection in a room, {@code Room} a room with its {@code RoomLog} (seqs, sizes, senders; no
 * texts). A {@code DurableSubscription} is a place and owns what has become of each of its lines;
 * {@code NameSubscription} and {@code GroupSubscription} say who gets them, {@code UnheardLines}
 * keeps what nobody has heard. {@code SessionHandler}, {@code JoinHandler}, {@code SayHandler},
 * {@code ConfirmHandler}, {@code DeadLetterHandler} and {@code RetentionHandler} do what entries
 * ask for; {@code RoomMembership} brings a connection into a room and out of it.
 *
 * <p>{@code EntryCodec} makes bytes of entries. Each class that holds state has {@code save} and
 * {@code load} beside each other; who adds a field adds it there, as {@link
 * lifeline.codec.CodecVersion} says.
 *
 * <p>A line of a subscription:
 *
 * <pre>
 *              given or heard in turn              proof
 *   waiting ---------------------------> delivered -------> confirmed
 *    ^  ^ |                               |      |
 *    |  | |   nack, overdue ack, backoff  |      | the connection failed
 *    |  +-|-------------------------------+      v
 *    |    |                                   in doubt ----> delivered (marked)
 *    |    | ttl, queue-full                      |
 *    |    v                  max-attempts        |
 *    +-- dead <----------------------------------+
 *  retry  | /dead drop, or too many dead        expired: the room no longer keeps the line
 *         v
 *       dropped
 * </pre>
 */
package lifeline.delivery;
