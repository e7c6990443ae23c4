package lifeline.log.raft.ratis;

import org.apache.ratis.protocol.RaftPeer;

/** Name of a node, and the address where it listens for the other nodes. */
public record RaftPeerAddress(String name, String host, int port) {
  /** {@code host:port}; an IPv6 address is in brackets. */
  public String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  public RaftPeer toRaft() {
    return RaftPeer.newBuilder().setId(name).setAddress(address()).build();
  }
}
