package lifeline.log.raft.ratis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Ratis's properties for our settings. */
public final class RatisSettings {
  /**
   * With less, a busy small machine starts elections without need; with more, a dead leader is
   * missed for longer.
   */
  private static final long ELECTION_MIN_MILLIS = 700;

  private static final long ELECTION_MAX_MILLIS = 1200;

  /** A process that was paused for minutes goes on; it finds that its epoch has ended. */
  private static final long CLOSE_AFTER_DAYS = 365;

  /** How long a node that is being added may not answer. */
  private static final long STAGING_MILLIS = 20_000;

  private static final SizeInBytes SEGMENT = SizeInBytes.valueOf("16MB");
  private static final SizeInBytes APPENDER_BUFFER = SizeInBytes.valueOf("4MB");

  /** Ratis requires 8 bytes more than the appender's buffer. */
  private static final SizeInBytes WRITE_BUFFER = SizeInBytes.valueOf((4L << 20) + 1024);

  /** Eight chunks of a copy of the store must be transferred within 12 s. */
  private static final SizeInBytes SNAPSHOT_CHUNK = SizeInBytes.valueOf("256KB");

  private static final int CACHED_SEGMENTS = 2;

  private final RaftSettings settings;
  private final StagingTimeout stagingTimeout = new StagingTimeout();

  public RatisSettings(RaftSettings settings) {
    this.settings = settings;
  }

  RaftProperties properties() {
    RaftProperties to = new RaftProperties();
    RaftPeerAddress own = settings.ownAddress();
    RaftConfigKeys.Rpc.setType(to, new CommitNotifyingRpc());
    GrpcConfigKeys.Server.setHost(to, own.host());
    GrpcConfigKeys.Server.setPort(to, own.port());
    // With a follower down, an appender with a snapshot of many chunks would wait for too long.
    GrpcConfigKeys.Server.setInstallSnapshotRequestTimeout(to, millis(1500));
    RaftServerConfigKeys.setStorageDir(to, List.of(settings.folder().toFile()));
    RaftServerConfigKeys.setRemovedGroupsDir(to, settings.folder().resolve("removed").toFile());
    RaftServerConfigKeys.setStorageFreeSpaceMin(to, SizeInBytes.valueOf("16MB"));
    RaftServerConfigKeys.setCloseThreshold(
        to, TimeDuration.valueOf(CLOSE_AFTER_DAYS, TimeUnit.DAYS));
    // A node that is being added restarts once it has a copy of the store.
    RaftServerConfigKeys.setStagingTimeout(to, millis(STAGING_MILLIS));
    elections(to);
    RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(to, SNAPSHOT_CHUNK);
    log(to);
    RaftServerConfigKeys.RetryCache.setExpiryTime(to, millis(5000));
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(to, false);
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(to, false);
    RaftClientConfigKeys.Rpc.setRequestTimeout(to, millis(3000));
    return to;
  }

  Parameters parameters() {
    Parameters to = new Parameters();
    to.put(CommitNotifyingRpc.STAGING_TIMEOUT, stagingTimeout, StagingTimeout.class);
    RaftSettings.PeerTls tls = settings.tls();
    if (tls != null) {
      GrpcTlsConfig both =
          new GrpcTlsConfig(tls.key().toFile(), tls.cert().toFile(), tls.ca().toFile(), true);
      GrpcConfigKeys.TLS.setConf(to, both);
      GrpcConfigKeys.Server.setTlsConf(to, both);
      GrpcConfigKeys.Client.setTlsConf(to, both);
      GrpcConfigKeys.Admin.setTlsConf(to, both);
    }
    return to;
  }

  /** Of the server with these properties. */
  StagingTimeout stagingTimeout() {
    return stagingTimeout;
  }

  private static void elections(RaftProperties to) {
    RaftServerConfigKeys.Rpc.setTimeoutMin(to, millis(ELECTION_MIN_MILLIS));
    RaftServerConfigKeys.Rpc.setTimeoutMax(to, millis(ELECTION_MAX_MILLIS));
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(to, millis(ELECTION_MAX_MILLIS));
  }

  private static void log(RaftProperties to) {
    RaftServerConfigKeys.Log.setSegmentSizeMax(to, SEGMENT);
    RaftServerConfigKeys.Log.setPreallocatedSize(to, SizeInBytes.valueOf("1MB"));
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(to, CACHED_SEGMENTS);
    RaftServerConfigKeys.Log.setWriteBufferSize(to, WRITE_BUFFER);
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(to, APPENDER_BUFFER);
    // The batcher limits the rate of records.
    RaftServerConfigKeys.Log.Appender.setWaitTimeMin(to, TimeDuration.ZERO);
    // By default a node that was silent for some seconds gets nothing for up to 5 s afterwards.
    RaftServerConfigKeys.Log.Appender.setRetryPolicy(to, "1ms,10, 100ms," + Integer.MAX_VALUE);
    RaftServerConfigKeys.Log.setLogMetadataEnabled(to, false);
    // Requests are appended on the thread that receives them, see AppendGuard. By default Ratis
    // 3.3.0
    // chains them (ServerImplUtils.NavigableIndices): after one that fails all later ones fail, for
    // ever; and one that is sent again while it is pending is confirmed although it has more
    // records.
    RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(to, false);
    // Records that a node has not received are retained, however long it is away.
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(to, false);
    RaftServerConfigKeys.Log.setPurgeGap(to, 1);
  }

  /** For a client whose calls have this timeout. */
  static RaftProperties clientProperties(Duration timeout) {
    RaftProperties to = new RaftProperties();
    RaftClientConfigKeys.Rpc.setRequestTimeout(to, millis(timeout.toMillis()));
    return to;
  }

  private static TimeDuration millis(long millis) {
    return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
  }
}
