/**
 * What an operator can see of a cluster and change in it: {@link lifeline.cluster.Members}. Owns
 * nothing: the log of a cluster ({@code lifeline.log.raft.members}) implements it, and the commands
 * of {@code lifeline.cli} use it.
 */
package lifeline.cluster;
