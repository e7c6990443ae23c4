/**
 * The texts of lines and the snapshots of the state machine. {@link
 * lifeline.log.store.RocksLineStore} writes and reads them by a thread of its own: {@code
 * RocksDatabase} has the files, {@code LineTable} and {@code LineRecord} the lines in them, {@code
 * SnapshotTable} the snapshot, {@code PendingTrims} what is trimmed and not deleted yet. {@link
 * lifeline.log.store.MemoryLineStore} is the store of a node that stores nothing, and holds what
 * RocksDB can't be given yet. Start reading at {@link lifeline.log.LineStore}, the port.
 */
package lifeline.log.store;
