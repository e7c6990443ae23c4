package lifeline.log.raft;

import org.apache.ratis.protocol.RaftPeer;

/** A node of the cluster and where it listens for the others. */
public record Peer(String name, String host, int port) {
  /** {@code host:port}, the host of IPv6 in brackets. */
  String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  RaftPeer toRaft() {
    return RaftPeer.newBuilder().setId(name).setAddress(address()).build();
  }
}
