package lifeline.log;

import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.Entry;

/**
 * What only a log with several nodes reports, in addition to {@link Log.Listener}: what the other
 * nodes have appended, and how this node stands among them. Called in the same executor as the
 * {@link Log.Listener}, and in one order with it.
 */
public interface ClusterListener {
  /**
   * As {@link Log.Listener#onCommitted}, for entries that were not appended here in this epoch. An
   * {@link Entry.NodeStarted} in them starts or ends the epoch of a node.
   */
  void onRemoteCommitted(Log.Batch batch);

  /** This node's epoch has started; connections may be opened in it. */
  void onEpochStarted(NodeEpoch epoch);

  /**
   * The other nodes have ended this node's epoch and its connections. Entries that were appended in
   * it and not reported will not be reported; another epoch is about to start.
   */
  void onEpochLost();

  /**
   * The other nodes may have ended this node's epoch without its knowledge. Until {@link
   * #onLeaseRenewed} or {@link #onEpochLost} no effect may reach a connection. An entry that is
   * appended now decides which of the two it is.
   */
  void onLeaseExpired();

  /** An entry that was appended after {@link #onLeaseExpired} has been committed. */
  void onLeaseRenewed();

  /**
   * Nothing has been committed for longer than an election takes; queries are answered all the
   * same. Called again when the reason changes.
   *
   * @param reason for people
   */
  void onUnavailable(String reason);

  /** Entries are committed again. */
  void onAvailable();

  /**
   * The process must restart to open the data that this node has received, or to read again from
   * its log which nodes are in the cluster; nothing more is reported.
   */
  void onRestartRequired();

  /** The other nodes have removed this one from the cluster; nothing more is reported. */
  void onRemoved();
}
