/**
 * Everything about Apache Ratis 3.3.0. {@link lifeline.log.raft.ratis.RaftNode} owns Ratis's server
 * on this node, {@link lifeline.log.raft.ratis.RatisStateMachine} receives what is committed,
 * {@link lifeline.log.raft.ratis.LeaderLink} sends a record to the leader, {@link
 * lifeline.log.raft.ratis.PeerClient} calls other nodes, and {@link
 * lifeline.log.raft.ratis.ClusterFinder} finds the cluster of a node without data. Files in the
 * folder of the log besides Ratis's own: {@link lifeline.log.raft.ratis.GroupFile}, {@link
 * lifeline.log.raft.ratis.CommitFile} and {@link lifeline.log.raft.ratis.StoreCopies}. Workarounds
 * of Ratis, each with the reason and when it can be deleted: {@link
 * lifeline.log.raft.ratis.CommitNotifyingRpc}, {@code StagingTimeout}, {@code PeerConnections},
 * {@code RatisStateMachine.committedPeers}. Start reading at {@link
 * lifeline.log.raft.ratis.RaftNode#start}.
 */
package lifeline.log.raft.ratis;
