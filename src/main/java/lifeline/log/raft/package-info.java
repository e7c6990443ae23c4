/**
 * The log of a cluster: Apache Ratis orders records and stores them on a majority of the nodes. A
 * record is a header and a batch of entries. {@link lifeline.log.raft.RaftLog} is the adapter of
 * {@link lifeline.log.Log}, and owns the other classes here: {@link lifeline.log.raft.Batcher}
 * sends what this node appends to the leader, {@link lifeline.log.raft.RecordApplier} reports what
 * is committed, {@link lifeline.log.raft.RaftMonitor} checks what nothing reports, and {@link
 * lifeline.log.raft.RaftEvents} brings all of it to the dispatcher. {@code order} has the rules,
 * {@code ratis} everything about Ratis, {@code members} the changes of the cluster. Start reading
 * at {@link lifeline.log.raft.order.BatchHeader}, then follow a record from {@link
 * lifeline.log.raft.RaftLog#append}.
 */
package lifeline.log.raft;
