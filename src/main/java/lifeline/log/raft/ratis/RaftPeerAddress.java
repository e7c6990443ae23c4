package lifeline.log.raft.ratis;

import org.apache.ratis.protocol.RaftPeer;

/** A node of the cluster and where it listens for the others. */
public record RaftPeerAddress(String name, String host, int port) {
  /** {@code host:port}, the host of IPv6 in brackets. */
  public String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  public RaftPeer toRaft() {
    return RaftPeer.newBuilder().setId(name).setAddress(address()).build();
  }
}
