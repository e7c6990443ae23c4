package lifeline.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.RocksDBException;

/**
 * The data folder of a node of a cluster: {@code format}, {@code store}, and {@code raft}, where
 * the log of the cluster is kept by {@link lifeline.log.raft.RaftLog}.
 */
public final class ClusterData extends NodeData {
  private static final String RAFT = "raft";
  private static final String PEERS = "peers";

  private final Path folder;

  private ClusterData(Path folder, RocksFiles files) {
    super(files);
    this.folder = folder;
  }

  /**
   * Opens the data of {@code node}, or makes it. Blocks.
   *
   * @param folder exists, and is nobody else's
   * @param peers all nodes with their addresses, always in the same order and words
   * @throws DataException if what is there is damaged, foreign, newer, or can't be used
   */
  public static ClusterData open(Path folder, String node, List<String> peers) {
    try {
      if (Files.exists(folder.resolve(LocalData.LOG))) {
        throw new DataException(
            "is of a server without a cluster, and can't be taken over by one in this version");
      }
      NodeFile before = NodeFile.read(folder, node);
      new NodeFile(node, before.run() + 1).write(folder);
      Files.createDirectories(folder.resolve(RAFT));
      checkPeers(folder.resolve(RAFT).resolve(PEERS), peers);
      Path store = folder.resolve(LocalData.STORE);
      Path part = folder.resolve(LocalData.STORE + ".new");
      if (Files.exists(part)) {
        Folders.delete(store);
        Files.move(part, store);
      }
      Files.createDirectories(store);
      Folders.sync(folder);
      return new ClusterData(folder, RocksFiles.open(store));
    } catch (IOException e) {
      throw new DataException(e.getClass().getSimpleName() + ": " + e.getMessage(), e);
    }
  }

  /** Numbers of nodes are kept in the data, and addresses in the log. */
  private static void checkPeers(Path file, List<String> peers) throws IOException {
    if (!Files.exists(file)) {
      Folders.write(file, String.join("\n", peers) + "\n");
    } else if (!Files.readAllLines(file).equals(peers)) {
      throw new DataException(
          "is of a cluster of "
              + String.join(", ", Files.readAllLines(file))
              + "; other nodes or addresses can't be set in this version");
    }
  }

  /** Whether the folder is of a node of a cluster. */
  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(RAFT));
  }

  /** Where the log is kept. */
  public Path log() {
    return folder.resolve(RAFT);
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
   * Where another node's store is put to be this one's when it is opened the next time; complete
   * when it gets this name.
   */
  public Path nextStore() {
    return folder.resolve(LocalData.STORE + ".new");
  }
}
