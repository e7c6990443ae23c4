/**
 * What an operator sees of a cluster and may ask of it: {@link lifeline.cluster.Members}. Owns
 * nothing; the log of a cluster ({@code lifeline.log.raft}) does what is asked, the commands of
 * {@code lifeline.cli} ask.
 */
package lifeline.cluster;
