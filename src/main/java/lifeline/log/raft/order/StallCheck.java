package lifeline.log.raft.order;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a part of this node's Ratis has stopped for ever, while the process runs and the other
 * nodes can be reached. Each rule must hold without interruption for its time, and at enough checks
 * in that time: a process that was frozen, or gets hardly any CPU, is not stalled. What has never
 * worked since the start is given more time, so that a node that a restart does not help does not
 * restart all the time. Not thread-safe; times are of one monotonic clock, in ns.
 *
 * <p>The rules are about what a node no longer does, whatever the cause is. By its source, Ratis
 * 3.3.0 can stop in these parts (most at a WARN or without a log line):
 *
 * <ul>
 *   <li>{@code ServerImplUtils.NavigableIndices}: one failed append makes all later ones fail;
 *       switched off, see {@code AppendGuard}.
 *   <li>{@code FollowerState.outstandingOp} stays above 0 after an append or a chunk of a snapshot
 *       that failed between its start and its completion: the node never stands for election.
 *   <li>{@code LeaderElection} ends at an exception: a candidate that requests no votes.
 *   <li>{@code LeaderStateImpl.EventProcessor} ends at an exception: a leader that commits nothing,
 *       and does not step down. With entries to commit it never checks its majority either.
 *   <li>{@code LogAppenderDaemon} ends without a restart when it is interrupted; {@code
 *       GrpcLogAppender} waits without a limit for a stream that is not ready, and keeps a stream
 *       on which requests time out.
 *   <li>A handler of {@code GrpcServerProtocolService} waits without a limit for an election or for
 *       appenders to end, and holds up the stream.
 *   <li>{@code SegmentedRaftLogWorker} ends at an Error; {@code addIOTask} then waits for ever in
 *       the log's lock.
 *   <li>{@code StateMachineUpdater}, {@code SegmentedRaftLogWorker} and {@code LeaderElection}
 *       close the division at an exception, and nothing else ends.
 *   <li>{@code PeerProxyMap} never makes a client again for a peer for which that has failed.
 *   <li>{@code ExitUtils.terminate} only throws, as exits are disabled.
 * </ul>
 */
public final class StallCheck {
  /** No leader, although the other nodes can be reached. */
  static final long LEADER_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Committed records are in the log, and none is applied. */
  static final long APPLY_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** The others have committed records, and none gets into this node's log. */
  static final long APPEND_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** As the leader it commits nothing, although most nodes answer. They may recover first. */
  static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** Records wait for the disk, and none gets there; a disk may stand still for that long. */
  static final long SYNC_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Ratis has ended, or does not say how far it is. */
  static final long ENDED_NANOS = TimeUnit.SECONDS.toNanos(2);

  static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** So many times longer for what has never worked since the start. */
  static final long FIRST_FACTOR = 60;

  private final long least;
  private final Rule noLeader = new Rule("it has heard of no leader", LEADER_NANOS);
  private final Rule noAppend = new Rule("nothing gets into its log", APPEND_NANOS);
  private final Rule noApply = new Rule("it applies nothing of what is committed", APPLY_NANOS);
  private final Rule noSync = new Rule("its log does not get to the disk", SYNC_NANOS);
  private final Rule noCommit = new Rule("it leads and commits nothing", COMMIT_NANOS);
  private final Rule ended = new Rule("its part in the log has ended", ENDED_NANOS);
  private final Rule silent = new Rule("its part in the log does not answer", SILENT_NANOS);
  private @Nullable Progress last;
  private boolean met;
  private boolean progressed;

  /**
   * How this node is connected.
   *
   * @param running Ratis has not ended
   * @param leads this node is the leader
   * @param inTouch it has heard of the leader just now, or as the leader of most of the others
   * @param reachable most nodes, itself included, can be reached if they are not heard of
   */
  public record Contact(boolean running, boolean leads, boolean inTouch, boolean reachable) {}

  /**
   * How far this node is; indexes of records, −1 for none.
   *
   * @param appended the last one in its log
   * @param synced the last one that is on its disk
   * @param committed the last one known to be committed, by whichever node
   * @param applied the last one that was applied
   * @param installs another node's store is being taken over instead of records
   */
  public record Progress(
      long appended, long synced, long committed, long applied, boolean installs) {}

  /**
   * @param interval between two checks, ns, if the machine is not busy
   */
  public StallCheck(long interval) {
    this.least = interval + interval / 4;
  }

  /**
   * To be called at each check.
   *
   * @param progress null if there was no answer in time
   * @return what has stopped, for people; null if nothing has
   */
  public @Nullable String check(Contact contact, @Nullable Progress progress, long now) {
    met |= contact.inTouch();
    boolean apart = contact.running() && !contact.inTouch() && contact.reachable();
    String found = noLeader.check(apart, met, now);
    found = first(found, ended.check(!contact.running(), true, now));
    found = first(found, silent.check(progress == null, true, now));
    return progress == null ? found : first(found, checkProgress(contact, progress, now));
  }

  private @Nullable String checkProgress(Contact contact, Progress is, long now) {
    Progress was = last == null ? is : last;
    last = is;
    boolean moves = is.appended() != was.appended() || is.synced() != was.synced();
    boolean applies = is.applied() != was.applied() || is.installs();
    progressed |= applies;
    boolean syncs = is.synced() >= is.appended();
    boolean open = is.committed() > is.applied();
    boolean has = is.appended() > is.applied();
    String found = noApply.check(open && has && syncs && !applies && !moves, progressed, now);
    boolean lacks = is.committed() > is.appended() && !contact.leads();
    found = first(found, noAppend.check(lacks && syncs && !moves && !applies, progressed, now));
    boolean waits = contact.leads() && contact.inTouch() && is.appended() > is.committed();
    boolean commits = is.committed() != was.committed();
    found = first(found, noCommit.check(waits && syncs && !commits, progressed, now));
    return first(found, noSync.check(!syncs && is.synced() == was.synced(), true, now));
  }

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    return one == null ? other : one;
  }

  /** Something that must not hold for long. */
  private final class Rule {
    private final String what;
    private final long limit;
    private long since;
    private long checks;

    Rule(String what, long limit) {
      this.what = what;
      this.limit = limit;
    }

    /** Answers what has stopped, if it has held for long enough. */
    @Nullable String check(boolean holds, boolean worked, long now) {
      if (!holds) {
        checks = 0;
        return null;
      }
      if (checks == 0) {
        since = now;
      }
      checks++;
      long most = worked ? limit : limit * FIRST_FACTOR;
      long lasted = now - since;
      return lasted >= most && checks > most / least
          ? what + " for " + TimeUnit.NANOSECONDS.toSeconds(lasted) + " s"
          : null;
    }
  }
}
