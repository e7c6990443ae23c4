/**
 * Who hears what: the pure, deterministic state machine behind the log. Start reading at {@link
 * lifeline.delivery.DeliveryMachine}, which lists what is done with each {@link
 * lifeline.delivery.Entry}; what comes of it are {@link lifeline.delivery.Effect}s.
 *
 * <p>{@code Tables} owns everything by name. {@code Session} is a connection, {@code Member} a
 * connection in a room, {@code Room} a room with its {@code RoomLog} (seqs, sizes, senders; no
 * texts). A {@code Subscription} is a place and owns what has become of each of its lines; {@code
 * NamePlace} and {@code Group} say who gets them, {@code Unheard} keeps what nobody has heard.
 * {@code Connections}, {@code Joining}, {@code Saying}, {@code Confirming}, {@code DeadCommands}
 * and {@code Keeping} do what entries ask for; {@code Entering} and {@code Leaving} give a
 * connection its place in a room and take it away.
 *
 * <p>{@code EntryCodec} makes bytes of entries. Each class that holds state has {@code save} and
 * {@code load} beside each other; who adds a field adds it there, as {@link lifeline.codec.Format}
 * says.
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
