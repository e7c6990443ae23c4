/**
 * The language that clients speak (protocol.txt): commands and their arguments ({@link
 * lifeline.protocol.CommandTable}), names and rooms ({@link lifeline.protocol.Names}), all notices
 * and errors ({@link lifeline.protocol.Notices}, {@link lifeline.protocol.Errors}), and said lines
 * ({@link lifeline.protocol.LineBlock}). Below it are {@code in}, which turns bytes into lines,
 * {@code out}, which turns lines and messages into bytes, and {@code bytes}, on which both are
 * built. Pure: no socket, clock or thread; values are immutable, decoders and encoders belong to
 * one event loop. Start reading at CommandTable.
 */
package lifeline.protocol;
