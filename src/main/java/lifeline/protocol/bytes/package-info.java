/**
 * The leaves below decoders and encoders: a growing array, a search for bytes, UTF-8, time stamps.
 * They know nothing of the protocol. Start reading at {@link lifeline.protocol.bytes.ByteBuilder}.
 */
package lifeline.protocol.bytes;
