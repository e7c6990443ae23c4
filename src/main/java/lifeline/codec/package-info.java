/**
 * Bytes for what is kept or sent to another node: {@link lifeline.codec.ByteOut} and {@link
 * lifeline.codec.ByteIn} for numbers and texts, {@link lifeline.codec.Frame} for the header and the
 * checksum around them, {@link lifeline.codec.CodecVersion} for the versions and what to do when
 * something is changed. Pure.
 *
 * <p>What the bytes mean belongs to who keeps it: entries are written by {@code
 * delivery.entry.EntryCodec}, each class of the state machine saves and loads its own fields, and
 * files are the matter of {@code log}.
 */
package lifeline.codec;
