/**
 * The way to a client's machine: {@link lifeline.gateway.wire.Wire} and what is behind it, a socket
 * with what its kernel knows, or the server's terminal.
 */
package lifeline.gateway.wire;
