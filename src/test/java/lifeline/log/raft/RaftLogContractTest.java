package lifeline.log.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import lifeline.log.LogClock;
import lifeline.log.LogContractTest;
import lifeline.log.LogHarness;
import lifeline.log.raft.ratis.RaftSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@link RaftLog} keeps the contract of a log on each node, whatever the size of the cluster. */
@Execution(ExecutionMode.CONCURRENT)
class RaftLogContractTest {
  @Nested
  class OnOneNode extends Contract {
    OnOneNode() {
      super(1);
    }
  }

  @Nested
  class OnThreeNodes extends Contract {
    OnThreeNodes() {
      super(3);
    }
  }

  abstract static class Contract extends LogContractTest {
    /** Longer than a busy machine delays a thread: what is late is not the subject here. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int size;
    private List<TestRaftGroup.Node> others = List.of();
    @TempDir private Path folder;

    Contract(int size) {
      this.size = size;
    }

    /** Of the first node; the others run all the time. */
    @Override
    protected LogHarness begin() throws IOException {
      AtomicLong clock = new AtomicLong(1_000);
      List<RaftSettings> settings = TestRaftGroup.settings(size, folder, PATIENCE, PATIENCE);
      others =
          settings.stream()
              .skip(1)
              .map(each -> new TestRaftGroup.Node(each, clock::get, () -> 0))
              .toList();
      others.forEach(TestRaftGroup.Node::start);
      return new LogHarness(
          LogHarness.Kind.CLUSTER,
          clock,
          snapshot ->
              new RaftLog(
                  settings.get(0),
                  snapshot.state(),
                  new EmptyStore(folder),
                  new LogClock(clock::get, () -> 0),
                  ThreadLocalRandom.current()::nextLong));
    }

    @AfterEach
    void closeOthers() {
      CompletableFuture.allOf(
              others.stream()
                  .map(node -> CompletableFuture.runAsync(node::stop))
                  .toArray(CompletableFuture[]::new))
          .join();
    }
  }

  /** A store without lines, which is all that the contract of a log needs. */
  private record EmptyStore(Path folder) implements RaftLog.Store {
    @Override
    public void copyTo(Path target) throws IOException {
      Files.createDirectory(target);
      Files.writeString(target.resolve("lines"), "");
    }

    @Override
    public Path replacement() {
      return folder.resolve("replacement");
    }
  }
}
