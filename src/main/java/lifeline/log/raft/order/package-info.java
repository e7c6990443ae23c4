/**
 * The rules of the Raft log, without threads, clock and network, so that the cluster simulation
 * runs them: which record this node proposes next ({@link lifeline.log.raft.order.Proposer}, with
 * the entries in {@link lifeline.log.raft.order.SendQueue}), which committed records count ({@link
 * lifeline.log.raft.order.BatchOrder}), whether this node may still have its epoch ({@link
 * lifeline.log.raft.order.LeaseCheck}), and whether the cluster is available ({@link
 * lifeline.log.raft.order.AvailabilityCheck}). {@code BatchOrder} is the only state that is
 * replicated; {@link lifeline.log.raft.order.LogState} stores it in the snapshot. Start reading at
 * {@link lifeline.log.raft.order.BatchHeader}.
 */
package lifeline.log.raft.order;
