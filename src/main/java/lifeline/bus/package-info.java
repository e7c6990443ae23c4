/**
 * Typed messages between the verticles. {@link lifeline.bus.Bus} is the only user of the event bus;
 * nobody shares state, everybody sends. Start reading there.
 */
package lifeline.bus;
