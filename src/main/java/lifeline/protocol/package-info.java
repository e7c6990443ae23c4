/**
 * The language spoken with clients: how bytes become lines and commands ({@link
 * lifeline.protocol.in.LineDecoder} and its two siblings, {@link lifeline.protocol.CommandParser}),
 * and how lines and messages become bytes ({@link lifeline.protocol.out.Encoder}). Pure: bytes in,
 * bytes out; no socket, no clock, no thread. Start reading at {@link
 * lifeline.protocol.in.LineDecoder}.
 */
package lifeline.protocol;
