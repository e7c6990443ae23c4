package lifeline.connection;

/**
 * One run of a node, from its start to its end.
 *
 * @param node number of the node, from 0
 * @param epoch number of the node's run, from 1
 */
public record NodeEpoch(int node, int epoch) {}
