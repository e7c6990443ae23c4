package lifeline.it.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import lifeline.it.support.Program;

/**
 * On each of some nodes somebody who says numbered lines, somebody who hears them all, and a member
 * of a group; all of it driven by the thread of the test. At the end each line is accounted for.
 */
final class FarLoad implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 90;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private final String room;
  private final IntFunction<Program> connect;
  private final List<Integer> nodes;
  private final List<FarSpeaker> speakers = new ArrayList<>();
  private final List<FarHearer> hearers = new ArrayList<>();
  private final List<FarHearer> members = new ArrayList<>();

  /**
   * @param connect starts a client on the node of that number
   */
  FarLoad(String room, IntFunction<Program> connect, Integer... nodes) {
    this.room = room;
    this.connect = connect;
    this.nodes = List.of(nodes);
    for (int node : nodes) {
      String suffix = node + room;
      hearers.add(new FarHearer("hears" + suffix, room, () -> connect.apply(node)));
      members.add(new FarHearer("works" + suffix, room + " as crew", () -> connect.apply(node)));
    }
    drive(
        false,
        () ->
            hearers.stream().allMatch(FarHearer::joined)
                && members.stream().allMatch(FarHearer::joined),
        "all have joined");
    for (int node : nodes) {
      speakers.add(new FarSpeaker("says" + node + room, room, () -> connect.apply(node)));
    }
  }

  FarSpeaker speaker(int node) {
    return speakers.get(nodes.indexOf(node));
  }

  FarHearer hearer(int node) {
    return hearers.get(nodes.indexOf(node));
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
    drive(true, condition, what);
  }

  /** Until each node has accepted more. */
  void untilAllAccept() {
    List<Integer> before = speakers.stream().map(FarSpeaker::receipts).toList();
    for (int i = 0; i < speakers.size(); i++) {
      FarSpeaker speaker = speakers.get(i);
      int receipts = before.get(i) + 20;
      until(() -> speaker.receipts() > receipts, speaker + " gets receipts again");
    }
  }

  /** Says no more, and waits until all that was said is answered. */
  void rest() {
    drive(false, () -> speakers.stream().allMatch(FarSpeaker::answered), "all are answered");
  }

  /**
   * Says no more, waits for the rest, and holds everything against the log of each node.
   *
   * @param others more nodes that have to have the same lines
   */
  void verify(Integer... others) {
    rest();
    List<String> log = log(nodes.get(0));
    drive(
        false,
        () -> hearers.stream().allMatch(hearer -> distinct(List.of(hearer)) == log.size()),
        "all hear " + log.size());
    drive(false, () -> distinct(members) == log.size(), "the group hears " + log.size());
    List<String> wrong = new ArrayList<>();
    List<Integer> all = new ArrayList<>(nodes);
    all.addAll(List.of(others));
    for (int node : all) {
      assertEquals(log, log(node), "node " + node + " has the same lines");
    }
    speakers.forEach(speaker -> wrong.addAll(speaker.check(log)));
    hearers.forEach(hearer -> wrong.addAll(hearer.check(log)));
    wrong.addAll(checkGroup());
    assertEquals(List.of(), wrong.subList(0, Math.min(20, wrong.size())), this::toString);
  }

  /** No line is unmarked twice, or with two members that both live. */
  private List<String> checkGroup() {
    List<String> wrong = new ArrayList<>();
    Map<Long, List<FarHearer.Heard>> bySeq = new HashMap<>();
    Map<FarHearer.Heard, FarHearer> by = new HashMap<>();
    for (FarHearer member : members) {
      for (FarHearer.Heard line : member.heard()) {
        bySeq.computeIfAbsent(line.seq(), seq -> new ArrayList<>()).add(line);
        by.put(line, member);
      }
    }
    for (List<FarHearer.Heard> lines : bySeq.values()) {
      lines.sort(Comparator.comparingInt(FarHearer.Heard::attempt));
      for (int i = 0; i + 1 < lines.size(); i++) {
        FarHearer.Heard former = lines.get(i);
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

  private static long distinct(List<FarHearer> hearers) {
    return hearers.stream()
        .flatMap(hearer -> hearer.heard().stream())
        .mapToLong(FarHearer.Heard::seq)
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

  private void drive(boolean more, BooleanSupplier condition, String what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what + "\n" + this);
      }
      step(more);
    }
  }

  private void step(boolean more) {
    speakers.forEach(speaker -> speaker.step(more));
    hearers.forEach(FarHearer::step);
    members.forEach(FarHearer::step);
    LockSupport.parkNanos(STEP_NANOS);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(speakers.toString());
    for (List<FarHearer> all : List.of(hearers, members)) {
      for (FarHearer hearer : all) {
        text.append(", heard ").append(hearer.heard().size());
        text.append(" on ").append(hearer.connections()).append(" connections");
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    speakers.forEach(FarSpeaker::close);
    hearers.forEach(FarHearer::close);
    members.forEach(FarHearer::close);
  }
}
