package lifeline.log.raft.members;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lifeline.cluster.RefusedException;
import lifeline.log.raft.ratis.FollowerSilence;
import lifeline.log.raft.ratis.RaftNode;
import lifeline.log.raft.ratis.RaftPeerAddress;
import org.apache.ratis.protocol.GroupInfoReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a node in, or takes it out, by whoever leads. A change goes through the log: once it has
 * begun it may be made although whoever asked for it is told otherwise, and to ask again is safe.
 */
final class MembershipChange {
  private static final Logger LOG = LoggerFactory.getLogger(MembershipChange.class);

  static final String NO_MAJORITY = "no majority of the nodes can be reached from here";

  /** How long it is tried again, while another change goes on or leaders come and go. */
  private static final long TRY_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Without a leader for so long; an election takes less. */
  private static final long ALONE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A follower answers more often. */
  private static final long HEARD_MILLIS = 1000;

  /** A busy one may not, for so long. */
  private static final long HEAR_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final long PAUSE_MILLIS = 200;

  private final RaftNode node;
  private final LeaderHandover handover;
  private final ExecutorService threads;

  MembershipChange(RaftNode node, LeaderHandover handover, ExecutorService threads) {
    this.node = node;
    this.handover = handover;
    this.threads = threads;
  }

  /**
   * Puts {@code to} in the place of the node of that name; null takes that out. Blocks until the
   * log has it; for as long as {@code to} is given its data.
   *
   * @throws RefusedException if it can't be done, or it is not known whether it is
   */
  void change(String name, RaftPeerAddress to) throws InterruptedException {
    long end = System.nanoTime() + TRY_NANOS;
    long led = System.nanoTime();
    String why = "";
    while (true) {
      RaftPeerId leader = node.leader();
      if (leader == null) {
        if (System.nanoTime() - led >= ALONE_NANOS) {
          throw new RefusedException(
              NO_MAJORITY + (why.isEmpty() ? "" : "; it may still be done, see cluster status"));
        }
      } else {
        led = System.nanoTime();
        String now = tryNow(leader, name, to);
        if (now == null) {
          return;
        }
        if (!now.equals(why)) {
          LOG.info("the nodes can't be changed yet: {}", now);
          why = now;
        }
        if (System.nanoTime() - end >= 0) {
          throw new RefusedException(why + "; try again later");
        }
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  /** Null if it is done, else why it can't be done just now. */
  private String tryNow(RaftPeerId leader, String name, RaftPeerAddress to)
      throws InterruptedException {
    try {
      List<RaftPeer> before = List.copyOf(node.peers());
      List<RaftPeer> after = new ArrayList<>(before);
      after.removeIf(peer -> peer.getId().toString().equals(name));
      findMajority(leader, after);
      if (to == null && leader.toString().equals(name)) {
        return handOver(name);
      }
      if (to != null) {
        after.add(to.toRaft());
      }
      configure(leader, before, after);
      LOG.info("the nodes are {}", after);
      return null;
    } catch (ReconfigurationTimeoutException e) {
      throw new RefusedException(
          "node " + name + " does not answer node " + leader + ", which leads; nothing is changed");
    } catch (ReconfigurationInProgressException e) {
      return "another change of the nodes goes on";
    } catch (IOException e) {
      LOG.debug("the nodes can't be changed yet", e);
      return "node " + leader + " led and does not answer, or does not lead any more";
    }
  }

  /** Why it can't go on just now. */
  private String handOver(String leader) {
    try {
      handover.to(null);
      return "node " + leader + " still leads";
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  /** Without one nothing could be accepted any more, and nothing be changed back. */
  private void findMajority(RaftPeerId leader, List<RaftPeer> nodes)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + HEAR_NANOS;
    List<String> names = nodes.stream().map(node -> node.getId().toString()).toList();
    List<String> silent = silent(leader, names);
    while (2 * (names.size() - silent.size()) <= names.size()) {
      if (System.nanoTime() - end >= 0) {
        throw new RefusedException(
            "most of the nodes left would not answer: "
                + String.join(", ", silent)
                + " of "
                + String.join(", ", names)
                + "; bring back, or take out first, what is silent");
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      silent = silent(leader, names);
    }
  }

  /** Which of these the leader has not heard of. */
  private List<String> silent(RaftPeerId leader, List<String> names) throws IOException {
    RaftGroup group = node.group();
    RaftPeer leading = group.getPeer(leader);
    if (leading == null) {
      throw new IOException("node " + leader + " is not known here");
    }
    GroupInfoReply info = node.peerClient().info(leading, group.getGroupId());
    return FollowerSilence.silent(info.getRoleInfoProto(), HEARD_MILLIS).stream()
        .filter(names::contains)
        .toList();
  }

  /**
   * Returns when the leader has done it; fails when another one leads, as the first may be dead.
   */
  private void configure(RaftPeerId leader, List<RaftPeer> before, List<RaftPeer> after)
      throws IOException, InterruptedException {
    Future<?> call =
        threads.submit(
            () -> {
              node.peerClient().setConfiguration(leader, before, after);
              return null;
            });
    try {
      while (leader.equals(node.leader())) {
        try {
          call.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
          return;
        } catch (TimeoutException e) {
          LOG.trace("node {} is at it", leader);
        }
      }
      throw new IOException("node " + leader + " does not lead any more");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException told) {
        throw told;
      }
      throw new IOException(e.getCause());
    } finally {
      call.cancel(true);
    }
  }
}
