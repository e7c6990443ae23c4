/**
 * What a connection is, apart from its socket: its id, why it may end and what that means ({@link
 * lifeline.connection.CloseCause}), and what counts as proof that its peer has a line. Pure.
 */
package lifeline.connection;
