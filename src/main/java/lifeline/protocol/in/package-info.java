/**
 * Bytes of a client to lines: one {@link lifeline.protocol.in.Decoder} for each kind of listener,
 * owned by its connection. The result does not depend on how the bytes were cut into buffers, and
 * memory is bounded by the longest line. Start reading at {@link lifeline.protocol.in.LineDecoder}.
 */
package lifeline.protocol.in;
