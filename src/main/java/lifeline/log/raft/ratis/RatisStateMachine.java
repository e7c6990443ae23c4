package lifeline.log.raft.ratis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.EntryCodec;
import lifeline.log.LogClock;
import lifeline.log.raft.order.BatchHeader;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.ProtoUtils;

/**
 * What Ratis calls a state machine: gets what is committed, on Ratis's thread, and hands it on.
 *
 * <p>A record of the log is the leader's time (8 bytes, ms since the epoch), an {@link BatchHeader}
 * and the entries. The leader puts its time in front of what it is sent.
 */
public final class RatisStateMachine extends BaseStateMachine {
  private final LogClock time;
  private final Listener listener;
  private final StoreCopies.Store store;
  private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();

  /** Up to here the store has a snapshot, and there is a copy of it; null if it has none. */
  private volatile TermIndex snapshot;

  /** The next one; there is a copy of it too. */
  private volatile TermIndex nextSnapshot;

  private volatile StoreCopies copies;
  private final Path folder;
  private CommitFile commitFile;
  private TermIndex lastKnownCommit;

  private volatile PeerSet committedPeers = PeerSet.of(RaftLog.INVALID_LOG_INDEX, List.of());

  /** Gets what Ratis tells, on its threads. */
  public interface Listener {
    /** The next committed record; returning late holds up the following ones. */
    void onRecord(CommittedRecord record) throws InterruptedException;

    /** That node leads now, as far as this one knows. */
    void onLeaderChanged(String name);

    /** Another node's store has come in place of records; it is the newest of the copies. */
    void onSnapshotInstalled();

    /** The others have taken this node out of the cluster. */
    void onRemoved();

    /** This node can't go on. */
    void onFailed(Throwable failure);
  }

  /**
   * Who the nodes are.
   *
   * @param since index of the committed record that says so; −1 if there was none
   * @param peers each as {@code NAME=ADDRESS}; Ratis holds all of one name for equal
   */
  record PeerSet(long logIndex, Set<String> peers) {
    static PeerSet of(long since, Collection<RaftPeer> peers) {
      return new PeerSet(
          since,
          peers.stream()
              .map(peer -> peer.getId() + "=" + peer.getAddress())
              .collect(Collectors.toSet()));
    }
  }

  /** A committed record. */
  public record CommittedRecord(
      TermIndex position, long time, BatchHeader header, List<Entry> entries, int bytes) {}

  /**
   * @param folder of the log; exists by the time that Ratis begins
   * @param kept of the last record that need not be told; null for none
   */
  public RatisStateMachine(
      Path folder, LogClock time, TermIndex kept, StoreCopies.Store store, Listener listener) {
    this.folder = folder;
    this.time = time;
    this.store = store;
    this.snapshot = kept;
    this.listener = listener;
  }

  /**
   * Records up to this one are in a snapshot that is on the disk. A copy of the store is made for
   * nodes that can't be given the records. Blocks.
   */
  public void snapshotTaken(TermIndex upTo) throws IOException {
    copies.make(upTo, store);
    nextSnapshot = upTo;
  }

  /** What is sent to the leader. */
  public static ByteString encode(BatchHeader header, List<Entry> entries) {
    byte[] payload = EntryCodec.toBytes(entries);
    ByteBuffer bytes = ByteBuffer.allocate(header.bytes() + payload.length);
    header.write(bytes);
    bytes.put(payload);
    return UnsafeByteOperations.unsafeWrap(bytes.flip());
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage where)
      throws IOException {
    super.initialize(server, group, where);
    storage.init(where);
    commitFile = new CommitFile(folder);
    lastKnownCommit = commitFile.read();
    copies = new StoreCopies(where.getStorageDir().getStateMachineDir().toPath());
    if (snapshot != null) {
      setLastAppliedTermIndex(snapshot);
      if (!copies.has(snapshot)) {
        copies.make(snapshot, store);
      }
      copies.keepOnly(snapshot);
    }
    getLifeCycle().startAndTransition(() -> {}, RuntimeException.class);
  }

  @Override
  public SimpleStateMachineStorage getStateMachineStorage() {
    return storage;
  }

  /** A record that was committed when this node ended, once Ratis has begun; null if unknown. */
  TermIndex lastKnownCommit() {
    return lastKnownCommit;
  }

  /** The copies of the store; once Ratis has begun. */
  public StoreCopies copies() {
    return copies;
  }

  @Override
  public SnapshotInfo getLatestSnapshot() {
    TermIndex upTo = snapshot;
    if (upTo == null) {
      return null;
    }
    try {
      return copies.of(upTo);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void pause() {
    if (getLifeCycleState() == LifeCycle.State.RUNNING) {
      getLifeCycle().transition(LifeCycle.State.PAUSING);
      getLifeCycle().transition(LifeCycle.State.PAUSED);
    }
  }

  /** Another node's store has been put among the copies. */
  @Override
  public void reinitialize() throws IOException {
    snapshot = copies.at();
    setLastAppliedTermIndex(snapshot);
    getLifeCycle().startAndTransition(() -> {}, RuntimeException.class);
    listener.onSnapshotInstalled();
  }

  /** Ratis forgets what is before the answer, as far as all nodes have it. */
  @Override
  public long takeSnapshot() throws IOException {
    TermIndex upTo = nextSnapshot;
    if (upTo == null) {
      return RaftLog.INVALID_LOG_INDEX;
    }
    snapshot = upTo;
    copies.keepOnly(upTo);
    return upTo.getIndex();
  }

  @Override
  public TransactionContext startTransaction(RaftClientRequest request) {
    ByteBuffer now = ByteBuffer.allocate(Long.BYTES).putLong(time.now()).flip();
    return TransactionContext.newBuilder()
        .setStateMachine(this)
        .setClientRequest(request)
        .setLogData(UnsafeByteOperations.unsafeWrap(now).concat(request.getMessage().getContent()))
        .build();
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    try {
      CommittedRecord record =
          read(
              TermIndex.valueOf(entry), entry.getStateMachineLogEntry().getLogData().toByteArray());
      time.seen(record.time());
      listener.onRecord(record);
      updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
      commitFile.write(record.position());
      return CompletableFuture.completedFuture(Message.EMPTY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(e);
    } catch (RuntimeException e) {
      // Ratis would end the group and leave the process running.
      listener.onFailed(e);
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
    listener.onLeaderChanged(leader.toString());
  }

  @Override
  public void notifyConfigurationChanged(
      long term, long index, RaftConfigurationProto newRaftConfiguration) {
    if (index > committedPeers.logIndex()) {
      committedPeers =
          PeerSet.of(index, ProtoUtils.toRaftPeers(newRaftConfiguration.getPeersList()));
    }
  }

  /** Who the nodes are by what is committed. */
  PeerSet committedPeers() {
    return committedPeers;
  }

  /** Told of the one division when the leader has said so, of all when the server is closed. */
  @Override
  public void notifyServerShutdown(RoleInfoProto role, boolean all) {
    if (!all) {
      listener.onRemoved();
    }
  }

  @Override
  public void notifyLogFailed(Throwable cause, LogEntryProto entry) {
    listener.onFailed(cause);
  }

  @Override
  public void close() throws IOException {
    getLifeCycle().checkStateAndClose(commitFile::close);
  }

  private static CommittedRecord read(TermIndex at, byte[] record) {
    ByteBuffer in = ByteBuffer.wrap(record);
    long time = in.getLong();
    BatchHeader header = BatchHeader.read(in);
    return new CommittedRecord(
        at, time, header, EntryCodec.read(record, in.position(), record.length), record.length);
  }
}
