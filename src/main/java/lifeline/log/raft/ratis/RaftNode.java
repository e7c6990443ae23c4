package lifeline.log.raft.ratis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import lifeline.log.raft.order.StallCheck;
import lifeline.log.raft.ratis.GroupFile.JoinMode;
import org.apache.ratis.proto.RaftProtos.CommitInfoProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ratis on this node: its server, and the server's division, which is this node's part of the
 * cluster. A node with data knows its cluster; one without data has no division until {@link
 * ClusterFinder} has found the cluster.
 */
public final class RaftNode implements LeaderLink.Source {
  private static final Logger LOG = LoggerFactory.getLogger(RaftNode.class);
  private static final long PURGE_MILLIS = 60_000;
  private static final String WAITING =
      "the other nodes are a cluster already; waiting to be added: cluster add {}={}";

  private final RaftSettings settings;
  private final RatisSettings ratis;
  private final RatisStateMachine stateMachine;
  private final PeerClient peerClient;
  private final ClusterFinder finder;
  private final Membership membership;
  private RaftServer server;
  private volatile RaftServer.@Nullable Division division;
  private volatile boolean startedEmpty;

  /**
   * @param failed called when this node cannot join its cluster
   */
  public RaftNode(
      RaftSettings settings,
      RatisSettings ratis,
      RatisStateMachine stateMachine,
      Consumer<Throwable> failed) {
    this.settings = settings;
    this.ratis = ratis;
    this.stateMachine = stateMachine;
    this.peerClient = new PeerClient(ratis, this::group);
    this.finder = new ClusterFinder(settings, peerClient, this::join, failed);
    this.membership = new Membership(settings.self(), this::division, stateMachine::committedPeers);
  }

  /** Opens the port for the other nodes. Blocks for about a second. */
  public void start() throws IOException {
    Files.createDirectories(settings.folder());
    GroupFile group = GroupFile.read(settings.folder());
    RaftServer.Builder builder =
        RaftServer.newBuilder()
            .setServerId(RaftPeerId.valueOf(settings.self()))
            .setProperties(ratis.properties())
            .setParameters(ratis.parameters())
            .setOption(RaftStorage.StartupOption.RECOVER)
            .setStateMachineRegistry(this::stateMachine);
    if (group == null) {
      server = builder.build();
      server.start();
      finder.start();
    } else {
      server = builder.setGroup(initialGroup(group)).build();
      division = server.getDivision(RaftGroupId.valueOf(group.id()));
      server.start();
      showCommitted();
      startedEmpty = division.getRaftLog().getLastEntryTermIndex() == null;
      if (division.getInfo().getLifeCycleState() == LifeCycle.State.STARTING) {
        // By its log this node is in no cluster; the leader of one has to add it.
        LOG.info(WAITING, settings.self(), settings.ownAddress().address());
      }
    }
  }

  /**
   * Shows Ratis what was known to be committed when this node ended, which Ratis itself learns from
   * a leader only: without one, a node would show less after a restart than before it.
   */
  private void showCommitted() {
    TermIndex last = stateMachine.lastKnownCommit();
    var log = requireDivision().getRaftLog();
    if (last != null && log.contains(last)) {
      log.updateCommitIndex(last.getIndex(), last.getTerm(), false);
    }
  }

  /** Anyone who reaches the port can ask Ratis for another group. */
  private StateMachine stateMachine(RaftGroupId id) {
    try {
      GroupFile group = GroupFile.read(settings.folder());
      if (group == null || !group.id().equals(id.getUuid())) {
        throw new IllegalStateException("this node does not belong to the cluster " + id);
      }
      return stateMachine;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its peers are those of a log without membership records; none if this node has to be added. */
  private RaftGroup initialGroup(GroupFile group) {
    List<RaftPeer> peers = List.of();
    if (group.mode() == JoinMode.GROWS) {
      peers = List.of(settings.ownAddress().toRaft());
    } else if (group.mode() == JoinMode.TOGETHER
        && group.id().equals(GroupFile.sharedId(settings))) {
      peers = settings.peers().stream().map(RaftPeerAddress::toRaft).toList();
    }
    return RaftGroup.valueOf(RaftGroupId.valueOf(group.id()), peers);
  }

  private void join(UUID id) throws IOException {
    boolean isShared = id.equals(GroupFile.sharedId(settings));
    GroupFile group = new GroupFile(id, isShared ? JoinMode.TOGETHER : JoinMode.JOINED);
    group.write(settings.folder());
    if (isShared) {
      LOG.info("starting, or rejoining, the cluster of the configured nodes");
    } else {
      LOG.info(WAITING, settings.self(), settings.ownAddress().address());
    }
    RaftClientReply reply =
        server.groupManagement(
            GroupManagementRequest.newAdd(
                ClientId.randomId(), server.getId(), 1, initialGroup(group), false));
    if (!reply.isSuccess()) {
      throw reply.getException();
    }
    startedEmpty = true;
    division = server.getDivision(RaftGroupId.valueOf(id));
  }

  /** Makes this node wait, from its next start on, until the cluster adds it. */
  public void waitToBeAdded() throws IOException {
    UUID id = requireDivision().getMemberId().getGroupId().getUuid();
    new GroupFile(id, JoinMode.JOINED).write(settings.folder());
    LOG.info(WAITING, settings.self(), settings.ownAddress().address());
  }

  public PeerClient peerClient() {
    return peerClient;
  }

  public RaftServer server() {
    return server;
  }

  /** Null until it is known to which cluster this node belongs. */
  public RaftServer.@Nullable Division division() {
    return division;
  }

  /** For calls that make sense only once this node belongs to a cluster. */
  public RaftServer.Division requireDivision() {
    return Objects.requireNonNull(division, "this node belongs to no cluster yet");
  }

  /** Whether there was nothing of the cluster's log when this node started. */
  public boolean startedEmpty() {
    return startedEmpty;
  }

  public Membership membership() {
    return membership;
  }

  /** The cluster with its nodes, as far as they are known here. */
  public RaftGroup group() {
    return RaftGroup.valueOf(requireDivision().getMemberId().getGroupId(), membership.peers());
  }

  // Leadership

  public boolean isLeader() {
    return division != null && division.getInfo().isLeader();
  }

  /** Null if none is known. */
  public @Nullable RaftPeerId leader() {
    return division == null ? null : division.getInfo().getLeaderId();
  }

  @Override
  public @Nullable LeaderLink open() {
    RaftPeerId leader = leader();
    if (leader == null || !membership.isVoter()) {
      return null;
    }
    return isLeader()
        ? new LeaderLink.Local(requireDivision())
        : new LeaderLink.Remote(ratis, group(), leader);
  }

  @Override
  public boolean isCurrent(LeaderLink link) {
    return link.leader().equals(leader());
  }

  // Work for Ratis

  /** Whether Ratis has not ended this node's part of the cluster. */
  public boolean isRunning() {
    return division == null || division.getInfo().isAlive();
  }

  /** How far this node is. Blocks for as long as Ratis holds its locks, possibly for ever. */
  public StallCheck.Progress progress() {
    var log = requireDivision().getRaftLog();
    TermIndex last = log.getLastEntryTermIndex();
    long appended = last == null ? log.getSnapshotIndex() : last.getIndex();
    long committed =
        requireDivision().getCommitInfos().stream()
            .mapToLong(CommitInfoProto::getCommitIndex)
            .max()
            .orElse(-1);
    return new StallCheck.Progress(
        appended,
        last == null ? appended : log.getFlushIndex(),
        Math.max(committed, log.getLastCommittedIndex()),
        requireDivision().getInfo().getLastAppliedIndex(),
        stateMachine.getLifeCycleState() != LifeCycle.State.RUNNING);
  }

  /** As {@link StagingTimeout#check}. */
  public void checkStaging() {
    ratis.stagingTimeout().check();
  }

  /** As {@link PeerConnections#isReachable}; true if there is no such node. */
  public boolean isReachable(String name) {
    RaftPeer peer = requireDivision().getRaftConf().getPeer(RaftPeerId.valueOf(name));
    return peer == null || PeerConnections.isReachable(peer);
  }

  /** As {@link PeerConnections#replace}. */
  public void reconnect(String name) {
    if (membership.contains(name)) {
      LOG.info("node {} is reachable again; reconnecting", name);
    }
    PeerConnections.replace(server, RaftPeerId.valueOf(name));
  }

  /**
   * Purges from the log what {@link RatisStateMachine#takeSnapshot} covers. Non-blocking; completes
   * when that is done, or has failed, which is logged.
   */
  public CompletableFuture<Void> purge() {
    RaftGroupId group = requireDivision().getMemberId().getGroupId();
    return server
        .snapshotManagementAsync(
            SnapshotManagementRequest.newCreate(
                ClientId.randomId(), requireDivision().getId(), group, 1, PURGE_MILLIS, 1))
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                LOG.warn("the log is not purged this time: {}", failure.toString());
              }
              return null;
            });
  }

  /**
   * Ends Ratis, if a part of it may have stopped.
   *
   * @throws IOException if Ratis has not ended after {@code timeout}
   */
  public void close(Duration timeout) throws IOException {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Thread closing =
        new Thread(
            () -> {
              try {
                close();
                closed.complete(null);
              } catch (IOException | RuntimeException e) {
                closed.completeExceptionally(e);
              }
            },
            "raft-close");
    closing.setDaemon(true);
    closing.start();
    try {
      closed.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("Ratis does not end: " + e.getCause(), e);
    } catch (TimeoutException e) {
      // Where it stands says what has stopped.
      e.setStackTrace(closing.getStackTrace());
      throw new IOException("Ratis does not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends Ratis. Blocks, for up to a second if the log is idle: in Ratis 3.3.0 {@code
   * SegmentedRaftLogWorker.run} polls its queue with that timeout, and {@code close} waits for it.
   * RATIS-2665 fixes that.
   */
  public void close() throws IOException {
    finder.close();
    if (server != null) {
      // First, as in Ratis 3.3.0 RaftServerProxy.close ends the division before the port; a request
      // that comes in between is reported as an error.
      server.getServerRpc().close();
      server.close();
    }
  }
}
