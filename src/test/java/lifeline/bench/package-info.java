/**
 * The load of {@code bin/lifeline bench} put on other servers too, and the comparison. Start
 * reading at {@code src/test/scripts/bench-peers}, which starts the servers.
 */
package lifeline.bench;
