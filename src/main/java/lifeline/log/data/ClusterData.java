package lifeline.log.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import lifeline.files.DurableFiles;
import lifeline.log.DataException;
import lifeline.log.LineStore;
import lifeline.log.store.LineTable;
import lifeline.log.store.RocksDatabase;
import lifeline.log.store.SnapshotTable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The data folder of a node of a cluster: {@code format}, {@code store}, and {@code raft}, where
 * {@link lifeline.log.raft.RaftLog} stores the log of the cluster.
 */
public final class ClusterData extends NodeData {
  private static final String RAFT = "raft";

  private final Path folder;

  private ClusterData(Path folder, RocksDatabase files) {
    super(files);
    this.folder = folder;
  }

  /**
   * Opens the data of {@code node}, or creates them. A store that was received from another node
   * ({@link #receivedStore}) takes the place of the former one. Blocks.
   *
   * @param folder exists, and no other process uses it
   * @throws DataException if what is there is damaged, foreign, newer, or can't be used
   */
  public static ClusterData open(Path folder, String node) {
    try {
      NodeFile before = NodeFile.read(folder, node);
      new NodeFile(node, before.epoch() + 1).write(folder);
      Path store = folder.resolve(LocalData.STORE);
      Path received = received(folder);
      if (Files.exists(received)) {
        DurableFiles.delete(store);
        DurableFiles.move(received, store);
      }
      Files.createDirectories(store);
      DurableFiles.sync(folder);
      return new ClusterData(folder, RocksDatabase.open(store));
    } catch (IOException e) {
      throw new DataException(e);
    }
  }

  /** Whether the folder has the data of a node of a cluster. */
  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(RAFT)) && !LocalData.isIn(folder);
  }

  /**
   * Makes the folder that of a node of a cluster: deletes the node's own log, all of which the
   * snapshot in the store covers. Blocks.
   */
  public static void convert(Path folder) {
    try {
      Path old = folder.resolve(LocalData.LOG + ".old");
      DurableFiles.delete(old);
      DurableFiles.move(folder.resolve(LocalData.LOG), old);
      DurableFiles.delete(old);
    } catch (IOException e) {
      throw new DataException(e);
    }
  }

  /** The folder of the log of the cluster, which is created if it is missing. */
  public static Path raftFolder(Path folder) {
    try {
      return Files.createDirectories(folder.resolve(RAFT));
    } catch (IOException e) {
      throw new DataException(e);
    }
  }

  /**
   * Makes {@code target}, which is empty, a data folder of {@code node} with this store. Blocks.
   */
  public void copyTo(Path target, String node) throws IOException {
    copyStore(target.resolve(LocalData.STORE));
    new NodeFile(node, 0).write(target);
  }

  /**
   * Replaces the snapshot, and deletes all lines after it. Blocks; it is on the disk on return.
   *
   * @param heads seq of the newest line of each room, as of the snapshot
   */
  public void rewrite(LineStore.Snapshot snapshot, Map<String, Long> heads) throws IOException {
    try (WriteBatch batch = new WriteBatch()) {
      new LineTable(files).cut(heads, snapshot.index());
      new SnapshotTable(files).put(batch, snapshot);
      files.write(batch);
      files.flush();
    } catch (RocksDBException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Copies the store, by links, to a folder that does not exist. Blocks. */
  public void copyStore(Path target) throws IOException {
    try {
      files.copyTo(target);
    } catch (RocksDBException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * The folder for a store that is received from another node, to be this node's at the next {@link
   * #open}. It must be complete when it gets this name.
   */
  public Path receivedStore() {
    return received(folder);
  }

  private static Path received(Path folder) {
    return folder.resolve(LocalData.STORE + ".new");
  }
}
