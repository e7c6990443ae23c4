/**
 * Where requests become entries, and entries effects. {@code Dispatcher}, on one event loop, puts
 * requests into the log, applies what the log commits to the state machine of {@link
 * lifeline.delivery}, and sends the effects to the gateways. Once the server runs, this package
 * alone uses the node's state machine, log and store. The parts: {@code QueryHandler} answers
 * queries, {@code DeadlineScheduler} proposes what time makes due, {@code SnapshotSchedule} stores
 * snapshots and makes backups, {@code Outboxes} collects effects. Start reading at {@code
 * Dispatcher}; {@link lifeline.dispatcher.DispatcherVerticle} starts and ends it.
 */
package lifeline.dispatcher;
