/**
 * What a connection is, apart from its socket: its id, the causes for which it ends and what they
 * mean ({@link lifeline.connection.CloseCause}), how it is closed, and what confirms a line for it.
 * Pure values without owner, used by everybody from the gateway to the log. Start reading at {@link
 * lifeline.connection.CloseCause}.
 */
package lifeline.connection;
