/**
 * The log of a cluster: Apache Ratis orders batches of entries and keeps them on a majority of the
 * nodes. {@link lifeline.log.raft.RaftLog} is the whole seen from outside; {@link
 * lifeline.log.raft.Batcher} hands batches to whoever leads, {@link
 * lifeline.log.raft.ratis.RatisStateMachine} gets what is committed, {@link
 * lifeline.log.raft.order.BatchOrder} decides what of that counts, and {@link
 * lifeline.log.raft.RaftMonitor} sees what nobody tells. Start reading with {@link
 * lifeline.log.raft.order.BatchHeader}.
 */
package lifeline.log.raft;
