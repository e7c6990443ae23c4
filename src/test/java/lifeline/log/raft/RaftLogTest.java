package lifeline.log.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import lifeline.log.raft.TestRaftGroup.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftLogTest {
  @TempDir Path folder;
  private TestRaftGroup group;

  @BeforeEach
  void start() throws IOException {
    group = new TestRaftGroup(folder);
    group.start();
  }

  @AfterEach
  void stop() {
    group.close();
    for (Node node : group.nodes) {
      assertEquals(List.of(), node.failures);
    }
  }

  @Test
  void shouldReportTheSameOrderOnAllNodes() {
    List<String> said = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      for (Node node : group.nodes) {
        node.say(node.settings.self() + "-" + i);
        said.add(node.settings.self() + "-" + i);
      }
    }
    awaitLines(group.nodes, said.size());
    List<String> order = List.copyOf(group.nodes.get(0).lines);
    for (Node node : group.nodes) {
      assertEquals(order, node.lines);
      assertEquals(group.nodes.get(0).times, node.times);
      assertOwnOrder(order, node.settings.self(), 300);
    }
    assertEquals(new HashSet<>(said), new HashSet<>(order));
  }

  @Test
  void shouldGoOnWhenTheLeaderStops() {
    Node leader = group.leader();
    List<Node> others = group.followers();
    int number = 0;
    for (; number < 200; number++) {
      others.get(0).say(others.get(0).settings.self() + "-" + number);
      others.get(1).say(others.get(1).settings.self() + "-" + number);
    }
    leader.stop();
    for (; number < 400; number++) {
      others.get(0).say(others.get(0).settings.self() + "-" + number);
      others.get(1).say(others.get(1).settings.self() + "-" + number);
    }
    awaitLines(others, 800);
    List<String> order = List.copyOf(others.get(0).lines);
    assertEquals(order, others.get(1).lines);
    assertEquals(800, new HashSet<>(order).size(), "nothing twice");
    for (Node node : others) {
      assertOwnOrder(order, node.settings.self(), 400);
      assertEquals(List.of(), node.refused);
      assertEquals(List.of(), node.unknown);
    }
  }

  @Test
  void shouldEndTheEpochOfASilentNode() {
    Node gone = group.followers().get(0);
    String epoch = gone.epoch.node() + ".";
    gone.stop();
    Node leader = group.leader();
    TestRaftGroup.await(() -> leader.started.contains(epoch + 2), "its epoch is ended");
    gone.start();
    TestRaftGroup.await(
        () -> gone.epoch != null && gone.epoch.epoch() == 3, "another epoch starts");
    gone.say("back");
    awaitLines(group.nodes, 1);
    assertEquals(leader.started, gone.started);
  }

  /** Its refusal would be reported after the receipts of later lines. */
  @Test
  void shouldNotGiveUpACommittedLineThatWaitsToBeApplied() {
    Node busy = group.leader();
    List<Node> others = group.followers();
    CountDownLatch held = new CountDownLatch(1);
    busy.hold(held);
    TestRaftGroup.await(busy::waits, "a check from before the lines waits too");
    busy.say("old");
    awaitLines(others, 1);
    long old = System.nanoTime();
    busy.say("new");
    awaitLines(others, 2);
    // More than one check for late lines, each of which waits after the records.
    TestRaftGroup.await(
        () -> System.nanoTime() - old > TestRaftGroup.ACCEPT_TIMEOUT.toNanos() + 1_000_000_000L,
        "it is late");
    held.countDown();
    awaitLines(group.nodes, 2);
    assertEquals(List.of("old", "new"), busy.lines);
    assertEquals(List.of(), busy.unknown);
    assertEquals(List.of(), busy.refused);
  }

  @Test
  void shouldAcceptNothingInAMinority() {
    Node alone = group.leader();
    List<Node> others = group.followers();
    alone.say("before");
    awaitLines(group.nodes, 1);
    for (Node other : others) {
      other.stop();
    }
    for (int i = 0; i < 10; i++) {
      alone.say("minority-" + i);
    }
    TestRaftGroup.await(
        () -> alone.refused.size() + alone.unknown.size() == 10, "all are answered");
    assertEquals(List.of("before"), alone.lines);
    List<String> answered = new ArrayList<>(alone.unknown);
    answered.addAll(alone.refused);
    for (int i = 0; i < 10; i++) {
      assertEquals("minority-" + i, answered.get(i));
    }

    for (Node other : others) {
      other.start();
    }
    TestRaftGroup.await(() -> alone.epoch != null, "it has an epoch");
    TestRaftGroup.await(
        () -> others.get(0).epoch != null && others.get(1).epoch != null, "they have epochs");
    alone.say("after");
    for (Node node : group.nodes) {
      TestRaftGroup.await(() -> node.lines.contains("after"), "majority is back");
      assertTrue(node.lines.stream().noneMatch(alone.refused::contains), "refused is never said");
    }
    assertEquals(others.get(0).lines, others.get(1).lines);
    assertEquals(others.get(0).lines, alone.lines);
    assertTrue(alone.unknown.containsAll(alone.reportedUnknown));
  }

  @Test
  void shouldReportEverythingAgainAfterARestart() {
    for (int i = 0; i < 100; i++) {
      group.nodes.get(i % 3).say("line-" + i);
    }
    awaitLines(group.nodes, 100);
    List<String> order = List.copyOf(group.nodes.get(0).lines);
    group.close();
    group.start();
    for (Node node : group.nodes) {
      assertEquals(order, node.lines);
    }
  }

  @Test
  void shouldSendACopyOfTheStoreToANodeWithoutData() throws IOException {
    // The log purges whole files; a new leader starts another file.
    Node wiped = group.leader();
    wiped.stop();
    TestRaftGroup.await(() -> group.leader() != null, "another leads");
    wiped.start();
    TestRaftGroup.await(() -> wiped.epoch != null, "it is back");
    Node leader = group.leader();
    int said = 50;
    for (int i = 0; i < said; i++) {
      leader.say("line " + i);
    }
    awaitLines(group.nodes, said);
    group.nodes.forEach(Node::takeSnapshot);
    TestRaftGroup.await(() -> leader.isPurged(), "the log is purged");
    wiped.stop();
    wiped.wipe();
    wiped.start();
    TestRaftGroup.await(() -> wiped.replaced, "it gets a copy");
    List<String> copied = Files.readAllLines(wiped.replacement().resolve("lines"));
    assertEquals(said, copied.size());
    assertEquals(leader.lines.subList(0, said), copied);
    assertEquals(List.of(), wiped.lines, "nothing is reported that is in the copy");
  }

  @Test
  void shouldNeverLetTheTimeGoBack() {
    Node leader = group.leader();
    leader.clockShift = 3_600_000;
    leader.say("an hour ahead");
    awaitLines(group.nodes, 1);
    List<Node> others = group.followers();
    leader.stop();
    others.get(0).say("of the next leader");
    awaitLines(others, 2);
    List<Long> times = List.copyOf(others.get(0).times);
    for (int i = 1; i < times.size(); i++) {
      assertTrue(times.get(i) >= times.get(i - 1), times.toString());
    }
    assertEquals(times, others.get(1).times.subList(0, times.size()));
  }

  private static void awaitLines(List<Node> nodes, int count) {
    for (Node node : nodes) {
      TestRaftGroup.await(() -> node.lines.size() >= count, node.settings.self() + " has " + count);
      assertEquals(count, node.lines.size());
    }
  }

  private static void assertOwnOrder(List<String> order, String name, int count) {
    List<String> own = order.stream().filter(line -> line.startsWith(name + "-")).toList();
    for (int i = 0; i < count; i++) {
      assertEquals(name + "-" + i, own.get(i));
    }
  }
}
