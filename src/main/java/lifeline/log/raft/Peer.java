package lifeline.log.raft;

/** A node of the cluster and where it listens for the others. */
public record Peer(String name, String host, int port) {}
