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
import lifeline.log.raft.Trio.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftLogTest {
  @TempDir Path folder;
  private Trio trio;

  @BeforeEach
  void start() throws IOException {
    trio = new Trio(folder);
    trio.start();
  }

  @AfterEach
  void stop() throws IOException {
    trio.close();
    for (Node node : trio.nodes) {
      assertEquals(List.of(), node.failures);
    }
  }

  @Test
  void shouldTellAllNodesTheSameInOneOrder() {
    List<String> said = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      for (Node node : trio.nodes) {
        node.say(node.settings.self() + "-" + i);
        said.add(node.settings.self() + "-" + i);
      }
    }
    awaitLines(trio.nodes, said.size());
    List<String> order = List.copyOf(trio.nodes.get(0).lines);
    for (Node node : trio.nodes) {
      assertEquals(order, node.lines);
      assertEquals(trio.nodes.get(0).times, node.times);
      assertOwnOrder(order, node.settings.self(), 300);
    }
    assertEquals(new HashSet<>(said), new HashSet<>(order));
  }

  @Test
  void shouldGoOnWhenTheLeaderStops() throws IOException {
    Node leader = trio.leader();
    List<Node> others = trio.followers();
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
  void shouldEndTheRunOfANodeThatIsSilent() throws IOException {
    Node gone = trio.followers().get(0);
    String epoch = gone.run.node() + ".";
    gone.stop();
    Node leader = trio.leader();
    Trio.await(() -> leader.started.contains(epoch + 2), "it is declared lost");
    gone.start();
    Trio.await(() -> gone.run != null && gone.run.epoch() == 3, "it begins again");
    gone.say("back");
    awaitLines(trio.nodes, 1);
    assertEquals(leader.started, gone.started);
  }

  /** Its refusal would come behind the receipts of later lines that are told before. */
  @Test
  void shouldNotGiveUpWhatIsCommittedAndWaitsToBeTold() {
    Node busy = trio.leader();
    List<Node> others = trio.followers();
    CountDownLatch held = new CountDownLatch(1);
    busy.hold(held);
    Trio.await(busy::waits, "a look from before what is said is behind it too");
    busy.say("old");
    awaitLines(others, 1);
    long old = System.nanoTime();
    busy.say("new");
    awaitLines(others, 2);
    // More than one look at what is late, each behind the records.
    Trio.await(
        () -> System.nanoTime() - old > Trio.PATIENCE.toNanos() + 1_000_000_000L, "it is late");
    held.countDown();
    awaitLines(trio.nodes, 2);
    assertEquals(List.of("old", "new"), busy.lines);
    assertEquals(List.of(), busy.unknown);
    assertEquals(List.of(), busy.refused);
  }

  @Test
  void shouldAcceptNothingInAMinority() throws IOException {
    Node alone = trio.leader();
    List<Node> others = trio.followers();
    alone.say("before");
    awaitLines(trio.nodes, 1);
    for (Node other : others) {
      other.stop();
    }
    for (int i = 0; i < 10; i++) {
      alone.say("minority-" + i);
    }
    Trio.await(() -> alone.refused.size() + alone.unknown.size() == 10, "all are answered");
    assertEquals(List.of("before"), alone.lines);
    List<String> answered = new ArrayList<>(alone.unknown);
    answered.addAll(alone.refused);
    for (int i = 0; i < 10; i++) {
      assertEquals("minority-" + i, answered.get(i));
    }

    for (Node other : others) {
      other.start();
    }
    Trio.await(() -> alone.run != null, "it has a run");
    Trio.await(() -> others.get(0).run != null && others.get(1).run != null, "they begin");
    alone.say("after");
    for (Node node : trio.nodes) {
      Trio.await(() -> node.lines.contains("after"), "majority is back");
      assertTrue(node.lines.stream().noneMatch(alone.refused::contains), "refused is never said");
    }
    assertEquals(others.get(0).lines, others.get(1).lines);
    assertEquals(others.get(0).lines, alone.lines);
    assertTrue(alone.unknown.containsAll(alone.disowned));
  }

  @Test
  void shouldTellEverythingAgainAfterARestart() throws IOException {
    for (int i = 0; i < 100; i++) {
      trio.nodes.get(i % 3).say("line-" + i);
    }
    awaitLines(trio.nodes, 100);
    List<String> order = List.copyOf(trio.nodes.get(0).lines);
    trio.close();
    trio.start();
    for (Node node : trio.nodes) {
      assertEquals(order, node.lines);
    }
  }

  @Test
  void shouldGiveACopyOfTheStoreToANodeThatHasNothing() throws IOException {
    // The log forgets whole files; a new leader begins a new one.
    Node wiped = trio.leader();
    wiped.stop();
    Trio.await(() -> trio.leader() != null, "another leads");
    wiped.start();
    Trio.await(() -> wiped.run != null, "it is back");
    Node leader = trio.leader();
    int said = 50;
    for (int i = 0; i < said; i++) {
      leader.say("line " + i);
    }
    awaitLines(trio.nodes, said);
    trio.nodes.forEach(Node::keep);
    Trio.await(() -> leader.forgotten(), "the log forgets");
    wiped.stop();
    wiped.wipe();
    wiped.start();
    Trio.await(() -> wiped.replaced, "it gets a copy");
    List<String> copied = Files.readAllLines(wiped.replacement().resolve("lines"));
    assertEquals(said, copied.size());
    assertEquals(leader.lines.subList(0, said), copied);
    assertEquals(List.of(), wiped.lines, "nothing is told that the copy has");
  }

  @Test
  void shouldNeverLetTheTimeGoBack() throws IOException {
    Node leader = trio.leader();
    leader.clockShift = 3_600_000;
    leader.say("an hour ahead");
    awaitLines(trio.nodes, 1);
    List<Node> others = trio.followers();
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
      Trio.await(() -> node.lines.size() >= count, node.settings.self() + " has " + count);
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
