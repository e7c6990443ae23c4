package lifeline.connection;

/**
 * One life of a node, from its start (or its return to the cluster) to its end.
 *
 * @param node number of the node, from 0
 * @param epoch counts the lives of the node, from 1
 */
public record NodeEpoch(int node, int epoch) {}
