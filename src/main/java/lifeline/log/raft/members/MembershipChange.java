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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds a node or removes one, by the leader. A change is a record of the log: once proposed it may
 * be committed although the operator gets an error, and it is safe to repeat it.
 */
final class MembershipChange {
  private static final Logger LOG = LoggerFactory.getLogger(MembershipChange.class);

  static final String NO_MAJORITY = "no majority of the nodes can be reached from here";

  /** How long a change is retried while another one is in progress or the leader changes. */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Time without a leader after which a change is refused; an election takes less. */
  private static final long LEADERLESS_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A follower from which the leader has not heard for longer counts as silent. */
  private static final long SILENT_MILLIS = 1000;

  /** How long a busy follower may be silent. */
  private static final long BUSY_NANOS = TimeUnit.SECONDS.toNanos(3);

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
   * Replaces the node of that name by {@code to}; null removes it. Blocks until the change is
   * committed, which includes the transfer of the data to {@code to}.
   *
   * @throws RefusedException if it cannot be done, or if that is not known
   */
  void change(String name, @Nullable RaftPeerAddress to) throws InterruptedException {
    long end = System.nanoTime() + RETRY_NANOS;
    long lastLeader = System.nanoTime();
    String why = "";
    while (true) {
      RaftPeerId leader = node.leader();
      if (leader == null) {
        if (System.nanoTime() - lastLeader >= LEADERLESS_NANOS) {
          throw new RefusedException(
              NO_MAJORITY + (why.isEmpty() ? "" : "; it may still be done, see cluster status"));
        }
      } else {
        lastLeader = System.nanoTime();
        String now = tryNow(leader, name, to);
        if (now == null) {
          return;
        }
        if (!now.equals(why)) {
          LOG.info("membership can't be changed yet: {}", now);
          why = now;
        }
        if (System.nanoTime() - end >= 0) {
          throw new RefusedException(why + "; try again later");
        }
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  /** Null if it is done, else why it cannot be done now. */
  private @Nullable String tryNow(RaftPeerId leader, String name, @Nullable RaftPeerAddress to)
      throws InterruptedException {
    try {
      List<RaftPeer> before = List.copyOf(node.membership().peers());
      List<RaftPeer> after = new ArrayList<>(before);
      after.removeIf(peer -> peer.getId().toString().equals(name));
      requireMajority(leader, after);
      if (to == null && leader.toString().equals(name)) {
        return handOver(name);
      }
      if (to != null) {
        after.add(to.toRaft());
      }
      configure(leader, before, after);
      LOG.info("membership is {}", after);
      return null;
    } catch (ReconfigurationTimeoutException e) {
      throw new RefusedException(
          "node " + name + " does not answer node " + leader + ", which leads; nothing is changed");
    } catch (ReconfigurationInProgressException e) {
      return "another change of the nodes goes on";
    } catch (IOException e) {
      LOG.debug("membership can't be changed yet", e);
      return "node " + leader + " led and does not answer, or does not lead any more";
    }
  }

  /** Makes another node the leader, and returns why the change has to wait. */
  private @Nullable String handOver(String leader) {
    try {
      handover.to(null);
      return "node " + leader + " still leads";
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  /** Without a majority nothing could be accepted, nor the change be reverted. */
  private void requireMajority(RaftPeerId leader, List<RaftPeer> nodes)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + BUSY_NANOS;
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

  /** The nodes of these names that do not answer the leader. */
  private List<String> silent(RaftPeerId leader, List<String> names) throws IOException {
    RaftGroup group = node.group();
    RaftPeer leading = group.getPeer(leader);
    if (leading == null) {
      throw new IOException("node " + leader + " is not known here");
    }
    GroupInfoReply info = node.peerClient().info(leading, group.getGroupId());
    return FollowerSilence.silent(info.getRoleInfoProto(), SILENT_MILLIS).stream()
        .filter(names::contains)
        .toList();
  }

  /** Returns when the leader has done it; fails if the leader changes, as the first may be dead. */
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
          LOG.trace("node {} is changing the membership", leader);
        }
      }
      throw new IOException("node " + leader + " does not lead any more");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException(e.getCause());
    } finally {
      call.cancel(true);
    }
  }
}
