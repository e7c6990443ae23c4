package lifeline.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import lifeline.config.Settings;
import lifeline.connection.ConnectionId;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.Entry;
import lifeline.it.support.TestSettings;
import lifeline.log.DataException;
import lifeline.log.Log;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeStorageTest {
  @TempDir private Path folder;
  private Path data;
  private boolean isStarted;

  @BeforeEach
  void make() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
  }

  @Test
  void shouldStoreNothingWithDurabilityMemory() throws IOException {
    NodeStorage node = NodeStorage.open(settings("durability=memory"), data);
    assertInstanceOf(InMemoryStorage.class, node);
    assertFalse(node.isDurable());
    assertEquals(Optional.of(new NodeEpoch(0, 1)), node.epoch());
    assertThrows(UnsupportedOperationException.class, () -> node.backup(folder.resolve("copy")));
    node.close();
    try (var files = Files.list(data)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void shouldBeInTheNextEpochAtEachStart() {
    for (int epoch = 1; epoch <= 3; epoch++) {
      NodeStorage node = NodeStorage.open(settings(), data);
      assertTrue(node.isDurable());
      assertEquals(Optional.of(new NodeEpoch(0, epoch)), node.epoch());
      assertTrue(node.members().isEmpty());
      node.close();
    }
  }

  @Test
  void shouldReplayWhatTheLogHasInTheFolderAndInABackupOfIt() throws IOException {
    NodeStorage node = NodeStorage.open(settings(), data);
    append(node, new Entry.NodeStarted(0, 1), new Entry.Opened(connection(1), "here", false));
    Path copy = folder.resolve("copy");
    node.backup(copy);
    append(node, new Entry.Opened(connection(2), "here", false));
    node.close();

    NodeStorage next = NodeStorage.open(settings(), data);
    assertEquals(2, next.machine().queries().connections());
    next.close();
    NodeStorage copied = NodeStorage.open(settings(), copy);
    assertEquals(1, copied.machine().queries().connections());
    copied.close();
  }

  @Test
  void shouldRefuseDataOfAClusterWithoutPeers() throws IOException {
    Files.createDirectory(data.resolve("raft"));
    DataException refused =
        assertThrows(DataException.class, () -> NodeStorage.open(settings(), data));
    assertEquals("is of a node of a cluster, and cluster.peers is not set", refused.getMessage());
  }

  private static Settings settings(String... settings) {
    return TestSettings.of(settings).get();
  }

  private static long connection(int number) {
    return ConnectionId.of(0, 1, 0, number);
  }

  /** Starts the log at the first call, and returns when the entries are committed. */
  private void append(NodeStorage node, Entry... entries) {
    if (!isStarted) {
      isStarted = true;
      node.log().start(new Committed(), Runnable::run);
    }
    node.log().append(List.of(entries));
    CompletableFuture<Void> done = new CompletableFuture<>();
    node.log().runAfter(() -> done.complete(null));
    done.join();
  }

  private static final class Committed implements Log.Listener {
    @Override
    public void onCommitted(Log.Batch batch) {}

    @Override
    public void onRefused(List<Entry> entries, Log.Refusal refusal) {
      throw new AssertionError(refusal);
    }

    @Override
    public void onFailed(Throwable failure) {
      throw new AssertionError(failure);
    }
  }
}
