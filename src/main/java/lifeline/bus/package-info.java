/**
 * The typed, immutable messages between the verticles of this process. {@link lifeline.bus.Bus} is
 * the only user of the event bus: it has a method for each message and an interface for each
 * receiver. The records here are messages that have several parts; effects, entries and queries are
 * those of {@link lifeline.delivery.entry}. The owner of state receives messages; nothing is
 * shared. Start reading at Bus.
 */
package lifeline.bus;
