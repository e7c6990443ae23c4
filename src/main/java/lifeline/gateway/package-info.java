/**
 * Sockets, and the only code of the server that knows Netty. {@link
 * lifeline.gateway.GatewayVerticle} accepts sockets; an admitted one becomes a {@code
 * ClientConnection}. A {@link lifeline.gateway.Gateway} is what the connections of one event loop
 * share, and their {@code ConnectionHost}.
 *
 * <p>{@code wire} is the way to a client's machine. {@code feed} has the newest lines of each room
 * that a connection of the event loop is in; lines are encoded once for all connections that use
 * the same form. {@code client} is one connection, of which each part is a class of its own. A
 * connection is a cursor over the lines of its rooms, never a queue of copies. Start reading at
 * {@code ClientConnection}.
 */
package lifeline.gateway;
