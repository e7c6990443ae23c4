package lifeline.log.raft.ratis;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;

/** The nodes of the cluster, as far as this node knows; no nodes until it knows its cluster. */
public final class Membership {
  private final String self;
  private final Supplier<RaftServer.Division> division;
  private final Supplier<RatisStateMachine.PeerSet> committed;

  /**
   * @param division gives null until the cluster is known
   * @param committed gives the nodes by the last committed membership record
   */
  Membership(
      String self,
      Supplier<RaftServer.Division> division,
      Supplier<RatisStateMachine.PeerSet> committed) {
    this.self = self;
    this.division = division;
    this.committed = committed;
  }

  public Collection<RaftPeer> peers() {
    RaftServer.Division known = division.get();
    return known == null ? List.of() : known.getRaftConf().getAllPeers();
  }

  /** The names of all nodes but this one. */
  public List<String> otherNames() {
    return peers().stream()
        .map(peer -> peer.getId().toString())
        .filter(name -> !name.equals(self))
        .toList();
  }

  /** Whether that node is in the cluster, or is being added or removed. */
  public boolean contains(String name) {
    RaftServer.Division known = division.get();
    if (known == null) {
      return false;
    }
    RaftConfiguration conf = known.getRaftConf();
    return Stream.concat(conf.getAllPeers().stream(), conf.getPreviousPeers().stream())
        .anyMatch(peer -> peer.getId().toString().equals(name));
  }

  /** Whether this node has a vote in the cluster, and so may have an epoch. */
  public boolean isVoter() {
    RaftServer.Division known = division.get();
    return known != null
        && known.getRaftConf().getPeer(known.getId(), RaftPeerRole.FOLLOWER) != null;
  }

  /** Whether this node was removed from the cluster, and its division has ended. */
  public boolean isRemoved() {
    RaftServer.Division known = division.get();
    return known != null && !known.getInfo().isAlive() && !isVoter();
  }

  /**
   * Whether Ratis works with the membership that was committed last, or a later one; {@link
   * RatisStateMachine#committedPeers} says why it may not.
   */
  public boolean isCurrent() {
    RaftServer.Division known = division.get();
    if (known == null) {
      return true;
    }
    RaftConfiguration conf = known.getRaftConf();
    RatisStateMachine.PeerSet used =
        RatisStateMachine.PeerSet.of(conf.getLogEntryIndex(), conf.getAllPeers());
    RatisStateMachine.PeerSet last = committed.get();
    return used.logIndex() >= last.logIndex() || used.peers().equals(last.peers());
  }
}
