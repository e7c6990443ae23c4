package lifeline.log.raft.ratis;

import static org.apache.ratis.server.raftlog.RaftLog.INVALID_LOG_INDEX;

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
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.ProtoUtils;
import org.jspecify.annotations.Nullable;

/**
 * Receives what Ratis has committed, on Ratis's thread, and passes it on; Ratis calls this a state
 * machine.
 *
 * <p>A record of the log is the leader's time (8 bytes, ms since the epoch), a {@link BatchHeader}
 * and the entries. The leader puts its time in front of a record that it is sent.
 */
public final class RatisStateMachine extends BaseStateMachine {
  private final Path folder;
  private final LogClock time;
  private final StoreCopies.Store store;
  private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
  private Listener listener;

  /** The last record in the snapshot that Ratis knows, of which there is a copy; null if none. */
  private volatile @Nullable TermIndex snapshot;

  /** The same of the next snapshot, which Ratis is still to take notice of. */
  private volatile @Nullable TermIndex nextSnapshot;

  private volatile StoreCopies copies;
  private CommitFile commitFile;
  private @Nullable TermIndex lastKnownCommit;
  private volatile PeerSet committedPeers = PeerSet.of(INVALID_LOG_INDEX, List.of());

  /** Called on Ratis's threads. */
  public interface Listener {
    /** The next committed record; the records after it wait until this returns. */
    void onRecord(CommittedRecord record) throws InterruptedException;

    /** The named node is the leader, as far as this node knows. */
    void onLeaderChanged(String name);

    /** Another node's store has been received in place of records; it is the newest copy. */
    void onSnapshotInstalled();

    /** This node was removed from the cluster. */
    void onRemoved();

    /** This node cannot go on. */
    void onFailed(Throwable failure);
  }

  /**
   * The nodes of the cluster.
   *
   * @param logIndex index of the record that says so; −1 if there was none
   * @param peers each as {@code NAME=ADDRESS}; Ratis regards peers of one name as equal
   */
  record PeerSet(long logIndex, Set<String> peers) {
    static PeerSet of(long logIndex, Collection<RaftPeer> peers) {
      return new PeerSet(
          logIndex,
          peers.stream()
              .map(peer -> peer.getId() + "=" + peer.getAddress())
              .collect(Collectors.toSet()));
    }
  }

  /** A committed record. */
  public record CommittedRecord(
      TermIndex position, long time, BatchHeader header, List<Entry> entries, int bytes) {}

  /**
   * @param folder of the log; exists by the time that Ratis is started
   * @param snapshot the last record in the store's snapshot; null if there is none
   */
  public RatisStateMachine(
      Path folder, LogClock time, @Nullable TermIndex snapshot, StoreCopies.Store store) {
    this.folder = folder;
    this.time = time;
    this.store = store;
    this.snapshot = snapshot;
  }

  /** To be called before Ratis is started. */
  public void listen(Listener to) {
    listener = to;
  }

  /**
   * Records up to this one are in a snapshot that is on the disk. Makes a copy of the store, for
   * nodes that miss records which the log no longer has. Blocks.
   */
  public void snapshotTaken(TermIndex upTo) throws IOException {
    copies.make(upTo, store);
    nextSnapshot = upTo;
  }

  /** The record as it is sent to the leader. */
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

  /** A record that was committed before this node was started; null if none is known. */
  @Nullable TermIndex lastKnownCommit() {
    return lastKnownCommit;
  }

  /** The copies of the store; null until Ratis is started. */
  public StoreCopies copies() {
    return copies;
  }

  @Override
  public @Nullable SnapshotInfo getLatestSnapshot() {
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

  /** Ratis has put another node's store among the copies. */
  @Override
  public void reinitialize() throws IOException {
    snapshot = copies.at();
    setLastAppliedTermIndex(snapshot);
    getLifeCycle().startAndTransition(() -> {}, RuntimeException.class);
    listener.onSnapshotInstalled();
  }

  /** Ratis purges records before the returned one, as far as all nodes have them. */
  @Override
  public long takeSnapshot() throws IOException {
    TermIndex upTo = nextSnapshot;
    if (upTo == null) {
      return INVALID_LOG_INDEX;
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
      // Ratis would end its division only, and leave the process running.
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

  /**
   * The nodes by the last committed membership record.
   *
   * <p>Ratis 3.3.0 may work with an older one. {@code ServerState.updateConfiguration} drops the
   * membership of all records from the first one on that a leader sends, also when these are sent
   * again and the newer membership is in none of them. And when records replace uncommitted ones,
   * {@code RaftServerImpl.notifyTruncatedLogEntry} (since RATIS-2084) drops the membership that
   * came with the new records. Can be deleted when Ratis no longer drops the membership of a
   * committed record.
   */
  PeerSet committedPeers() {
    return committedPeers;
  }

  /** Not {@code all}: the leader has reported that this node was removed; else it is closed. */
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
