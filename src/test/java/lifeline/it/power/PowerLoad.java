package lifeline.it.power;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lifeline.it.storm.StormConnection;
import lifeline.it.support.TestSettings;
import lifeline.log.LineStore;
import lifeline.node.LocalStorage;
import lifeline.node.NodeStorage;

/** Load on one server after another, and what must hold of the data that they leave. */
public final class PowerLoad {
  private static final Pattern QUEUE =
      Pattern.compile("\\* queue: (\\S+ \\w+ \\S+), accepted \\d+, confirmed (\\d+), .*");
  private static final int PAGE = 1 << 20;

  private final Random random;
  private final List<NumberedPublisher> publishers =
      List.of(
          new NumberedPublisher("pub0", "gale"),
          new NumberedPublisher("pub1", "squall"),
          new NumberedPublisher("pub2", "gale"),
          new NumberedPublisher("pub3", "squall"));

  /** What an operator was told of places, oldest first. */
  private final List<Confirmed> told = Collections.synchronizedList(new ArrayList<>());

  /** Who has said something after the power cut. */
  private NumberedPublisher late = new NumberedPublisher("late", "gale");

  private record Confirmed(long nanos, String place, long lines) {}

  public PowerLoad(Random random) {
    this.random = random;
  }

  /** Lets all publishers say so many lines; readers confirm them by and by. */
  public void run(int port, int lines, boolean orderly) {
    StormConnection operator = StormConnection.socket(port, 64 * 1024).readTo(this::hearOperator);
    List<StormConnection> readers =
        List.of(
            reader(port, "/name ada\n/confirm ack\n/join gale"),
            reader(port, "/confirm ack\n/window 500\n/join squall as crew"));
    publishers.forEach(publisher -> publisher.connect(port));
    for (int left = lines; left > 0; ) {
      int burst = 1 + random.nextInt(30);
      publishers.get(random.nextInt(publishers.size())).say(burst, random);
      left -= burst;
      if (random.nextInt(10) == 0) {
        operator.write("/stats\n");
      }
    }
    publishers.forEach(orderly ? NumberedPublisher::finish : p -> {});
    if (orderly) {
      readers.forEach(StormConnection::leave);
      operator.leave();
    }
  }

  /** Says lines to a server that was started on an image, and waits for their receipts. */
  void sayMore(int port, int lines) {
    forgetMore();
    late.connect(port);
    for (int i = 0; i < lines; i++) {
      late.say(1, random);
    }
    late.finish();
  }

  /** Other folders than that server's do not have what was said to it. */
  void forgetMore() {
    late = new NumberedPublisher("late", "gale");
  }

  /** The connections are gone with the server. */
  void killed() {
    publishers.forEach(NumberedPublisher::end);
  }

  /** What was told to clients against the rules. */
  public List<String> wrong() {
    return publishers.stream().flatMap(publisher -> publisher.wrong().stream()).toList();
  }

  /**
   * Opens a data folder as a server does and looks for faults.
   *
   * @param before what was receipted or told before that moment must be there
   */
  public List<String> check(Path data, TestSettings settings, long before) {
    NodeStorage node;
    try {
      node = LocalStorage.recover(settings.get(), data);
    } catch (RuntimeException e) {
      return List.of("can't be opened: " + e);
    }
    try {
      List<String> faults = new ArrayList<>();
      for (String room : List.of("gale", "squall")) {
        faults.addAll(checkRoom(node, room, before));
      }
      faults.addAll(checkPlaces(node, before));
      return faults;
    } catch (ExecutionException e) {
      return List.of("can't be read: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      node.log().close();
      node.lines().close();
    }
  }

  private List<String> checkRoom(NodeStorage node, String room, long before)
      throws ExecutionException, InterruptedException {
    List<String> lines = new ArrayList<>();
    List<String> from = new ArrayList<>();
    LineStore.Page page;
    do {
      long first = lines.size() + 1L;
      page = node.lines().read(room, first, Long.MAX_VALUE, PAGE).toCompletableFuture().get();
      for (var said : page.lines()) {
        if (said.firstSeq() != lines.size() + 1L) {
          return List.of(room + ": after " + lines.size() + " comes " + said.firstSeq());
        }
        for (int i = 0; i < said.lines().count(); i++) {
          lines.add(said.lines().text(i));
          from.add(said.from());
        }
      }
    } while (!page.lines().isEmpty());
    if (lines.size() != node.machine().queries().head(room)) {
      long head = node.machine().queries().head(room);
      return List.of(room + ": " + lines.size() + " lines are stored, the newest is " + head);
    }
    List<String> faults = new ArrayList<>();
    for (NumberedPublisher publisher : publishers) {
      if (publisher.room().equals(room)) {
        faults.addAll(publisher.check(lines, from, before));
      }
    }
    if (late.room().equals(room)) {
      faults.addAll(late.check(lines, from, Long.MAX_VALUE));
    }
    return faults;
  }

  private List<String> checkPlaces(NodeStorage node, long before) {
    List<String> faults = new ArrayList<>();
    Map<String, Long> known = new HashMap<>();
    for (var queue : node.machine().queries().queues(System.currentTimeMillis())) {
      var sums = queue.sums();
      known.put(queue.room() + " " + queue.subscription(), sums.confirmed());
      long all =
          Stream.of(
                  sums.confirmed(),
                  sums.waiting(),
                  sums.delivered(),
                  sums.inDoubt(),
                  sums.dead(),
                  sums.dropped(),
                  sums.expired())
              .mapToLong(Long::longValue)
              .sum();
      if (all != sums.accepted() || all > node.machine().queries().head(queue.room())) {
        faults.add("sums of " + queue);
      }
    }
    for (Confirmed confirmed : List.copyOf(told)) {
      long now = known.getOrDefault(confirmed.place(), -1L);
      if (confirmed.nanos() < before && now < confirmed.lines() && faults.isEmpty()) {
        faults.add(confirmed.place() + ": " + confirmed.lines() + " were confirmed, now " + now);
      }
    }
    return faults;
  }

  /** Acknowledges all it has heard, now and then. */
  private static StormConnection reader(int port, String commands) {
    StormConnection wire = StormConnection.socket(port, 256 * 1024);
    int[] heard = {0};
    wire.readTo(
        text -> {
          String[] columns = text.split("\t", 6);
          if (columns.length == 6 && ++heard[0] % 20 == 0) {
            wire.write("/ack .." + columns[0] + "\n");
          }
        });
    wire.write("/format tsv\n" + commands + "\n");
    return wire;
  }

  private void hearOperator(String text) {
    Matcher queue = QUEUE.matcher(text);
    if (queue.matches()) {
      told.add(new Confirmed(System.nanoTime(), queue.group(1), Long.parseLong(queue.group(2))));
    }
  }
}
