package lifeline.it.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import lifeline.it.support.Await;
import lifeline.it.support.Program;

/**
 * On each of some nodes somebody who says numbered lines, somebody who hears them all, and a member
 * of a group; all of it driven by the thread of the test. At the end each line is accounted for.
 */
final class NetworkLoad implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private final String room;
  private final IntFunction<Program> connect;
  private final List<Integer> nodes;
  private final List<NetworkPublisher> publishers = new ArrayList<>();
  private final List<NetworkReader> readers = new ArrayList<>();
  private final List<NetworkReader> members = new ArrayList<>();

  /**
   * @param connect starts a client on the node of that number
   */
  NetworkLoad(String room, IntFunction<Program> connect, Integer... nodes) {
    this.room = room;
    this.connect = connect;
    this.nodes = List.of(nodes);
    for (int node : nodes) {
      String suffix = node + room;
      readers.add(new NetworkReader("hears" + suffix, room, () -> connect.apply(node)));
      members.add(
          new NetworkReader("works" + suffix, room + " as crew", () -> connect.apply(node)));
    }
    runUntil(
        false,
        () ->
            readers.stream().allMatch(NetworkReader::joined)
                && members.stream().allMatch(NetworkReader::joined),
        "all have joined");
    for (int node : nodes) {
      publishers.add(new NetworkPublisher("says" + node + room, room, () -> connect.apply(node)));
    }
  }

  NetworkPublisher publisher(int node) {
    return publishers.get(nodes.indexOf(node));
  }

  NetworkReader reader(int node) {
    return readers.get(nodes.indexOf(node));
  }

  /** Says and hears for so long. */
  void run(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      step(true);
    }
  }

  /** Says and hears until something holds. */
  void until(BooleanSupplier condition, String what) {
    runUntil(true, condition, what);
  }

  /** Until each node has accepted more. */
  void untilAllAccept() {
    List<Integer> before = publishers.stream().map(NetworkPublisher::receipts).toList();
    for (int i = 0; i < publishers.size(); i++) {
      NetworkPublisher speaker = publishers.get(i);
      int receipts = before.get(i) + 20;
      until(() -> speaker.receipts() > receipts, speaker + " gets receipts again");
    }
  }

  /** Says no more, and waits until all that was said is answered. */
  void awaitAnswers() {
    runUntil(
        false, () -> publishers.stream().allMatch(NetworkPublisher::answered), "all are answered");
  }

  /**
   * Says no more, waits for the rest, and holds everything against the log of each node.
   *
   * @param others more nodes that have to have the same lines
   */
  void verify(Integer... others) {
    awaitAnswers();
    List<String> log = log(nodes.get(0));
    runUntil(
        false,
        () -> readers.stream().allMatch(reader -> distinct(List.of(reader)) == log.size()),
        "all hear " + log.size());
    runUntil(false, () -> distinct(members) == log.size(), "the group hears " + log.size());
    List<String> wrong = new ArrayList<>();
    List<Integer> all = new ArrayList<>(nodes);
    all.addAll(List.of(others));
    for (int node : all) {
      assertEquals(log, log(node), "node " + node + " has the same lines");
    }
    publishers.forEach(speaker -> wrong.addAll(speaker.check(log)));
    readers.forEach(reader -> wrong.addAll(reader.check(log)));
    wrong.addAll(checkGroup());
    assertEquals(List.of(), wrong.subList(0, Math.min(20, wrong.size())), this::toString);
  }

  /** No line is unmarked twice, or with two members that both live. */
  private List<String> checkGroup() {
    List<String> wrong = new ArrayList<>();
    Map<Long, List<NetworkReader.Received>> bySeq = new HashMap<>();
    Map<NetworkReader.Received, NetworkReader> by = new HashMap<>();
    for (NetworkReader member : members) {
      for (NetworkReader.Received line : member.received()) {
        bySeq.computeIfAbsent(line.seq(), seq -> new ArrayList<>()).add(line);
        by.put(line, member);
      }
    }
    for (List<NetworkReader.Received> lines : bySeq.values()) {
      lines.sort(Comparator.comparingInt(NetworkReader.Received::attempt));
      for (int i = 0; i + 1 < lines.size(); i++) {
        NetworkReader.Received former = lines.get(i);
        if (lines.get(i + 1).attempt() == former.attempt()) {
          wrong.add("the group got it twice without a mark: " + lines);
        }
        if (by.get(former).isLive(former)) {
          wrong.add("two that live got it: " + lines);
        }
      }
    }
    return wrong;
  }

  private static long distinct(List<NetworkReader> those) {
    return those.stream()
        .flatMap(reader -> reader.received().stream())
        .mapToLong(NetworkReader.Received::seq)
        .distinct()
        .count();
  }

  /** The room's texts as a node has them, by seq. */
  private List<String> log(int node) {
    Program asking = connect.apply(node);
    asking.send("/history " + room + " 1000000");
    List<String> lines = asking.upTo("\\* history: .*");
    asking.close();
    String begin = "[" + room + "] ";
    return lines.stream()
        .filter(line -> line.startsWith(begin))
        .map(line -> line.substring(line.indexOf(": ") + 2))
        .toList();
  }

  private void runUntil(boolean more, BooleanSupplier condition, String what) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new AssertionError(
            "not within " + PATIENCE.toSeconds() + " s: " + what + "\n" + this);
      }
      step(more);
    }
    Await.ended(start, PATIENCE, () -> what);
  }

  /** Reads what there is, and says another line on each node if {@code more}. */
  void step(boolean more) {
    publishers.forEach(speaker -> speaker.step(more));
    readers.forEach(NetworkReader::step);
    members.forEach(NetworkReader::step);
    LockSupport.parkNanos(STEP_NANOS);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(publishers.toString());
    for (List<NetworkReader> all : List.of(readers, members)) {
      for (NetworkReader reader : all) {
        text.append(", heard ").append(reader.received().size());
        text.append(" on ").append(reader.connections()).append(" connections");
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    publishers.forEach(NetworkPublisher::close);
    readers.forEach(NetworkReader::close);
    members.forEach(NetworkReader::close);
  }
}
