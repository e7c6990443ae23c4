package lifeline.log.raft.ratis;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lifeline.log.raft.ratis.GroupFile.JoinMode;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.util.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's Ratis: its server, and its division of the cluster once it is known which that is. A
 * node with data knows it; one without finds out on a thread of its own, by {@link
 * ClusterDiscovery}.
 */
public final class RaftNode {
  private static final Logger LOG = LoggerFactory.getLogger(RaftNode.class);
  private static final long ROUND_MILLIS = 200;
  private static final String WAITS =
      "the others are a cluster already; waits to be added: cluster add {}={}";

  private final RaftSettings settings;
  private final RatisSettings ratis;
  private final RatisStateMachine stateMachine;
  private final Consumer<Throwable> failed;
  private final PeerClient peerClient;
  private final Thread meeting = new Thread(this::meet, "raft-meeting");
  private RaftServer server;
  private volatile RaftServer.Division division;

  /** Nothing of the cluster's log was here when this began. */
  private volatile boolean empty;

  private volatile boolean closed;

  /**
   * @param failed told when this node can't take part
   */
  public RaftNode(
      RaftSettings settings,
      RatisSettings ratis,
      RatisStateMachine replica,
      Consumer<Throwable> failed) {
    this.settings = settings;
    this.ratis = ratis;
    this.stateMachine = replica;
    this.failed = failed;
    this.peerClient = new PeerClient(ratis, this::group);
  }

  /** Opens the port for the other nodes. Blocks for about a second. */
  public void start() throws IOException {
    Files.createDirectories(settings.folder());
    GroupFile known = GroupFile.read(settings.folder());
    RaftServer.Builder builder =
        RaftServer.newBuilder()
            .setServerId(RaftPeerId.valueOf(settings.self()))
            .setProperties(ratis.properties())
            .setParameters(ratis.parameters())
            .setOption(RaftStorage.StartupOption.RECOVER)
            .setStateMachineRegistry(this::machine);
    if (known == null) {
      server = builder.build();
      server.start();
      meeting.start();
      return;
    }
    RaftGroup group = RaftGroup.valueOf(RaftGroupId.valueOf(known.id()), first(known));
    server = builder.setGroup(group).build();
    division = server.getDivision(group.getGroupId());
    server.start();
    showCommitted();
    empty = division.getRaftLog().getLastEntryTermIndex() == null;
    if (division.getInfo().getLifeCycleState() == LifeCycle.State.STARTING) {
      // The log knows of no cluster with this node in it; whoever leads one has to begin.
      LOG.info(WAITS, settings.self(), settings.ownAddress().address());
    }
  }

  /** Tells Ratis what this node knew when it ended; else the others have to. */
  private void showCommitted() {
    TermIndex last = stateMachine.lastKnownCommit();
    RaftLog log = division.getRaftLog();
    if (last != null && log.contains(last)) {
      log.updateCommitIndex(last.getIndex(), last.getTerm(), false);
    }
  }

  /** Whoever may reach the port can ask for another one. */
  private StateMachine machine(RaftGroupId id) {
    try {
      GroupFile known = GroupFile.read(settings.folder());
      if (known == null || !known.id().equals(id.getUuid())) {
        throw new IllegalStateException("this node does not belong to the cluster " + id);
      }
      return stateMachine;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The nodes of a cluster whose log says nothing of them yet; none for who is to be told. */
  private List<RaftPeer> first(GroupFile known) {
    if (known.mode() == JoinMode.GROWS) {
      return List.of(settings.ownAddress().toRaft());
    }
    boolean began = known.mode() == JoinMode.TOGETHER && known.id().equals(together());
    return began ? settings.peers().stream().map(RaftPeerAddress::toRaft).toList() : List.of();
  }

  private UUID together() {
    return GroupFile.sharedId(settings.peers().stream().map(RaftPeerAddress::name).toList());
  }

  private void meet() {
    LOG.info("no data of a cluster yet; asking {}", settings.otherPeers());
    ClusterDiscovery judge =
        new ClusterDiscovery(together(), settings.otherPeers().size(), System.nanoTime());
    try {
      Optional<UUID> found = Optional.empty();
      while (!closed && found.isEmpty()) {
        found = judge.decide(ask(), System.nanoTime());
        if (found.isEmpty()) {
          TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS);
        }
      }
      if (!closed) {
        join(found.orElseThrow());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      if (!closed) {
        failed.accept(e);
      }
    }
  }

  private void join(UUID id) throws IOException {
    boolean isTogether = id.equals(together());
    GroupFile known = new GroupFile(id, isTogether ? JoinMode.TOGETHER : JoinMode.JOINED);
    known.write(settings.folder());
    LOG.info(
        isTogether ? "begins, or goes on, together with the others" : WAITS,
        settings.self(),
        settings.ownAddress().address());
    RaftGroup group = RaftGroup.valueOf(RaftGroupId.valueOf(id), first(known));
    RaftClientReply reply =
        server.groupManagement(
            GroupManagementRequest.newAdd(ClientId.randomId(), server.getId(), 1, group, false));
    if (!reply.isSuccess()) {
      throw reply.getException();
    }
    empty = true;
    division = server.getDivision(group.getGroupId());
  }

  /** From its next start on, this node knows that it is none of the cluster's yet. */
  public void waitToBeAdded() throws IOException {
    UUID id = division.getMemberId().getGroupId().getUuid();
    new GroupFile(id, JoinMode.JOINED).write(settings.folder());
    LOG.info(WAITS, settings.self(), settings.ownAddress().address());
  }

  private Map<String, Collection<UUID>> ask() {
    Map<String, Collection<UUID>> answers = new HashMap<>();
    for (RaftPeerAddress peer : settings.otherPeers()) {
      try {
        answers.put(peer.name(), peerClient.groups(peer.toRaft()));
      } catch (IOException e) {
        LOG.debug("node {} does not answer: {}", peer.name(), e.toString());
      }
    }
    return answers;
  }

  public PeerClient peerClient() {
    return peerClient;
  }

  public RaftServer server() {
    return server;
  }

  /** Null as long as it is not known to which cluster this node belongs. */
  public RaftServer.Division division() {
    return division;
  }

  /** The cluster with its nodes as they are known here. */
  public RaftGroup group() {
    return RaftGroup.valueOf(division.getMemberId().getGroupId(), peers());
  }

  /** All nodes, as far as they are known here; none if it is not known which cluster it is. */
  public Collection<RaftPeer> peers() {
    return division == null ? List.of() : division.getRaftConf().getAllPeers();
  }

  /** The names of all nodes but this one, as far as they are known here. */
  public List<String> otherPeerNames() {
    return peers().stream()
        .map(peer -> peer.getId().toString())
        .filter(name -> !name.equals(settings.self()))
        .toList();
  }

  /** Whether that node is in the cluster, as far as is known here; also while it comes or goes. */
  public boolean isPeer(String name) {
    if (division == null) {
      return false;
    }
    var conf = division.getRaftConf();
    return Stream.concat(conf.getAllPeers().stream(), conf.getPreviousPeers().stream())
        .anyMatch(peer -> peer.getId().toString().equals(name));
  }

  /** Whether this node is in the cluster and may have a run. */
  public boolean isVoter() {
    return division != null
        && division.getRaftConf().getPeer(division.getId(), RaftPeerRole.FOLLOWER) != null;
  }

  /** Whether Ratis takes those for the nodes that the log has told of last, or of later ones. */
  public boolean isMembershipCurrent() {
    if (division == null) {
      return true;
    }
    RaftConfiguration conf = division.getRaftConf();
    RatisStateMachine.PeerSet known =
        RatisStateMachine.PeerSet.of(conf.getLogEntryIndex(), conf.getAllPeers());
    RatisStateMachine.PeerSet told = stateMachine.committedPeers();
    return known.logIndex() >= told.logIndex() || known.peers().equals(told.peers());
  }

  /** Whether nothing of the cluster's log was here when this node began. */
  public boolean startedEmpty() {
    return empty;
  }

  /** Whether this node was taken out, and its division has ended. */
  public boolean isRemoved() {
    return division != null && !division.getInfo().isAlive() && !isVoter();
  }

  /** Has nodes given up that are being added and silent for too long; to be called now and then. */
  public void checkStaging() {
    ratis.stagingTimeout().check();
  }

  /** Null if none is known. */
  public RaftPeerId leader() {
    return division == null ? null : division.getInfo().getLeaderId();
  }

  /**
   * Whether that node's machine takes a connection from here now; true if there is no such node.
   * Blocks, for a second at most.
   */
  public boolean isReachable(String name) {
    RaftPeer peer = division.getRaftConf().getPeer(RaftPeerId.valueOf(name));
    try {
      if (peer != null) {
        PeerClient.checkReachable(peer);
      }
      return true;
    } catch (IOException e) {
      LOG.debug("no way to node {}: {}", name, e.toString());
      return false;
    }
  }

  /** Gives up what there is of connections to that node, and makes new ones. */
  public void reconnect(String name) {
    if (isPeer(name)) {
      LOG.info("there is a way to node {} again", name);
    }
    // Ratis else waits some seconds for answers on the old ones.
    Thread.currentThread().interrupt();
    server.getServerRpc().handleException(RaftPeerId.valueOf(name), null, true);
    Thread.interrupted();
  }

  public boolean isLeader() {
    return division != null && division.getInfo().isLeader();
  }

  public void close() throws IOException {
    closed = true;
    meeting.interrupt();
    if (server != null) {
      // First, as Ratis takes it for an error to be sent records while it closes the rest.
      server.getServerRpc().close();
      server.close();
    }
  }
}
