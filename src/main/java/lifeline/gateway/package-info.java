/**
 * Sockets, and the only code that knows Netty. {@link lifeline.gateway.GatewayVerticle} accepts
 * them; each becomes a {@code ClientConnection}, of which each part is a class of its own: input
 * goes through {@code InputBuffer} and {@code InputHandler}, requests and answers through {@code
 * Dialogue}, lines through {@code LineReader}. A {@code Gateway} is what those of one event loop
 * share, with a {@code RoomFeed} for each room heard there: lines are encoded once for all who want
 * them in the same form. A connection is a cursor over its rooms' lines, never a queue of copies.
 * Start reading at {@code ClientConnection}.
 */
package lifeline.gateway;
