/**
 * The order of entries, {@link lifeline.log.Log}, and the texts of lines, {@link
 * lifeline.log.LineStore}: the two ports, and what their adapters share. {@code node} opens the
 * adapters, the dispatcher calls them. Start reading at {@link lifeline.log.Log}.
 *
 * <p>The adapters: {@link lifeline.log.MemoryLog}, {@code local} with the log of one node, {@code
 * raft} with the log of a cluster, {@code store} with lines and snapshots; {@code data} joins them
 * in a data folder. When you change what is in a file, follow the procedure in the comment on its
 * layout: {@code Segment}, {@code LineRecord}, {@code NodeFile}, and {@link
 * lifeline.codec.CodecVersion} for entries and snapshots.
 */
package lifeline.log;
