/**
 * Changes of the cluster and of its leader, and their state as an operator sees it. {@link
 * lifeline.log.raft.members.ClusterAdmin} implements {@link lifeline.cluster.Members} and owns the
 * threads on which all of it blocks: {@code MembershipChange} adds and removes a node, {@code
 * LeaderHandover} transfers leadership, {@code ClusterSurvey} asks all nodes. {@link
 * lifeline.log.raft.members.ClusterGrowth} adds the configured nodes to a cluster of one, {@link
 * lifeline.log.raft.members.PeerReconnect} replaces connections after a cut. Start reading at
 * {@link lifeline.log.raft.members.ClusterAdmin#add}.
 */
package lifeline.log.raft.members;
