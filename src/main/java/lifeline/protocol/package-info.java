/**
 * The language spoken with clients: how bytes become lines and commands ({@link
 * lifeline.protocol.LineDecoder} and its two siblings, {@link lifeline.protocol.CommandParser}),
 * and how lines and messages become bytes ({@link lifeline.protocol.Encoder}). Pure: bytes in,
 * bytes out; no socket, no clock, no thread. Start reading at {@link
 * lifeline.protocol.LineDecoder}.
 */
package lifeline.protocol;
