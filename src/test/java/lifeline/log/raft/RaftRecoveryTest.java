package lifeline.log.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import lifeline.log.raft.TestRaftGroup.Node;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.util.CodeInjectionForTesting;
import org.apache.ratis.util.ProtoUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single parts of a node's Ratis fail, while the process and all links are well. */
class RaftRecoveryTest {
  /** Where Ratis lets tests take part: before a request is sent to a node, or handled by it. */
  private static final String SEND = "GrpcServicesImpl.sendRequest";

  private static final String HANDLE = "RaftServerImpl.appendEntries";

  @TempDir Path folder;
  private TestRaftGroup group;
  private Node leader;
  private Node failing;

  @BeforeEach
  void start() throws IOException {
    group = new TestRaftGroup(folder);
    group.start();
    leader = group.leader();
    failing = group.followers().get(0);
    leader.say("before");
    awaitAll("before");
  }

  @AfterEach
  void stop() throws IOException {
    letFail(SEND, request -> false);
    letFail(HANDLE, request -> false);
    group.close();
    for (Node node : group.nodes) {
      assertEquals(List.of(), node.failures);
    }
  }

  @Test
  void shouldTakeRecordsAfterOneThatCouldNotBeAppended() {
    TestRaftGroup.await(this::failsToAppend, "a record of a former term is not appended");
    leader.say("after");
    awaitAll("after");
    failing.say("own");
    awaitAll("own");
  }

  /** Not at a moment at which the log grows, or the leader changes. */
  private boolean failsToAppend() {
    RaftServer.Division division = failing.log.node().division();
    RaftPeerId known = division.getInfo().getLeaderId();
    TermIndex last = division.getRaftLog().getLastEntryTermIndex();
    if (known == null) {
      return false;
    }
    RaftRpcRequestProto header =
        RaftRpcRequestProto.newBuilder()
            .setRequestorId(known.toByteString())
            .setReplyId(division.getId().toByteString())
            .setRaftGroupId(
                ProtoUtils.toRaftGroupIdProtoBuilder(division.getMemberId().getGroupId()))
            .build();
    AppendEntriesRequestProto request =
        AppendEntriesRequestProto.newBuilder()
            .setServerRequest(header)
            .setLeaderTerm(division.getInfo().getCurrentTerm())
            .setPreviousLog(last.toProto())
            .addEntries(
                LogEntryProto.newBuilder()
                    .setTerm(last.getTerm() - 1)
                    .setIndex(last.getIndex() + 1))
            .build();
    try {
      failing.log.node().server().appendEntriesAsync(request).join();
      return false;
    } catch (IOException | CompletionException e) {
      return true;
    }
  }

  @Test
  void shouldBeginAgainWhenNoLeaderIsHeardThoughTheWayIsWhole() throws IOException {
    letFail(SEND, this::isForFailing);
    beginsAgain(SEND);
  }

  @Test
  void shouldBeginAgainWhenNothingGetsIntoItsLog() throws IOException {
    letFail(HANDLE, request -> isForFailing(request) && request.getEntriesCount() > 0);
    beginsAgain(HANDLE);
  }

  @Test
  void shouldBeginAgainWhenRatisHasEnded() throws IOException {
    failing.log.node().division().close();
    beginsAgain(HANDLE);
  }

  @Test
  void shouldBeginAgainAsALeaderThatIsNotHeard() throws IOException {
    failing = leader;
    leader.log.node().division().close();
    beginsAgain(HANDLE);
  }

  private boolean isForFailing(AppendEntriesRequestProto request) {
    return request
        .getServerRequest()
        .getReplyId()
        .equals(RaftPeerId.valueOf(failing.settings.self()).toByteString());
  }

  /** As the server does: what the node is told to do, it does; and nothing is lost by that. */
  private void beginsAgain(String healed) throws IOException {
    List<Node> others = group.nodes.stream().filter(node -> node != failing).toList();
    TestRaftGroup.await(() -> others.get(0).log.node().leader() != null, "somebody leads");
    others.get(0).say("meanwhile");
    for (Node other : others) {
      TestRaftGroup.await(() -> other.lines.contains("meanwhile"), "the others go on");
    }
    TestRaftGroup.await(() -> failing.replaced, "it is to begin again");
    letFail(healed, request -> false);
    failing.stop();
    failing.start();
    TestRaftGroup.await(() -> failing.epoch != null, "it takes part again");
    failing.say("after");
    awaitAll("after");
    assertTrue(failing.lines.containsAll(List.of("before", "meanwhile", "after")));
    assertEquals(others.get(0).lines, failing.lines);
  }

  private void awaitAll(String line) {
    for (Node node : group.nodes) {
      TestRaftGroup.await(() -> node.lines.contains(line), node.settings.self() + " has " + line);
    }
  }

  /** From now on requests to append fail there of which that holds. */
  private static void letFail(String where, Predicate<AppendEntriesRequestProto> which) {
    CodeInjectionForTesting.put(
        where,
        (local, remote, arguments) -> {
          for (Object argument : arguments) {
            if (argument instanceof AppendEntriesRequestProto request && which.test(request)) {
              throw new IllegalStateException("a test lets it fail");
            }
          }
          return true;
        });
  }
}
