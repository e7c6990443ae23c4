package lifeline.codec;

/**
 * The version of the stored bytes that this server writes, and the newest that it reads.
 *
 * <p><b>When you change what is stored</b> (a field or kind of {@code delivery.entry.Entry}, a
 * field of a class of the state machine, a word of an enum that is written), data and nodes of the
 * previous version must continue to work:
 *
 * <ol>
 *   <li>Has {@link #LEVEL} been released? (The changelog names each release's level.) If so, raise
 *       it by one, and add a line to the list below. If not, change what you like, and write the
 *       golden files again: {@code mvn test -Dtest=Golden* -Dgolden=write}.
 *   <li><b>A new field</b> goes after the others of its class or record: written {@code if
 *       (out.level() >= N)}, read {@code in.level() >= N ? in.number() : what it was before}. What
 *       older nodes do without it must be right for them.
 *   <li><b>A new kind of entry</b> gets the next free tag, never a former one, and the level that
 *       introduces it.
 *   <li><b>A field or kind that is no longer used</b> is read and ignored. Its tag stays taken.
 *   <li><b>Anything else</b>, such as another way to write numbers: raise {@link #VERSION}, and
 *       keep the reader of the former version besides the new one. The first two bytes and the
 *       checksum at the end ({@link Frame}) never change.
 *   <li><b>A changed rule</b> of {@code DeliveryMachine.apply} is a changed format, since the log
 *       holds requests: it gets a new level, and entries of former levels are applied by the former
 *       rule. {@code GoldenReplayTest} has stored state, entries and effects of each level, and the
 *       procedure.
 *   <li><b>Nodes of different levels</b> can't be in one cluster: each writes its own level from
 *       its start, and a node that can't read it ends. operations.md (Upgrades) says so. The first
 *       release that raises the level and is to be installed node by node has to add what is
 *       missing for that: the level of the cluster as an entry, which the leader proposes when all
 *       nodes have reported that they read it, and until then {@link ByteOut#ByteOut(int)} with the
 *       former level, for entries ({@code Batcher}) and for the copies of the store that are sent
 *       to other nodes ({@code State.save}).
 *   <li>Keep the golden files of released levels forever, and add those of the new level. {@code
 *       GoldenTest} and {@code GoldenReplayTest} read them all.
 * </ol>
 *
 * Levels: 1, the first; 2, full pages of a room's log in sections of their own, chunks as they are
 * in memory, runs of dead letters, which lines were thrown away.
 */
public final class CodecVersion {
  /** The layout of the bytes. */
  public static final int VERSION = 1;

  /** The set of kinds and fields. */
  public static final int LEVEL = 2;

  private CodecVersion() {}
}
