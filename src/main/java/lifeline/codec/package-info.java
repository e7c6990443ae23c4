/**
 * The bytes of everything that is stored or sent to another node. {@link lifeline.codec.ByteOut}
 * and {@link lifeline.codec.ByteIn} write and read numbers and texts, {@link lifeline.codec.Frame}
 * adds the header and the checksum, {@link lifeline.codec.Sections} divides a snapshot. Pure. Start
 * reading at {@link lifeline.codec.CodecVersion}: it has the procedure for changing what is stored.
 *
 * <p>The meaning of the bytes belongs to others: {@code delivery.entry.EntryCodec} writes entries,
 * each class of the state machine saves and loads its own fields, and the layout of files belongs
 * to {@code log}.
 */
package lifeline.codec;
