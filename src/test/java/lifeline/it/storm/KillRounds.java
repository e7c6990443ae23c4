package lifeline.it.storm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeline.it.support.Client;
import lifeline.it.support.TestServerProcess;

/** Rounds of load, each ended by SIGKILL of the server; and what must hold over all of them. */
public final class KillRounds {
  private static final Pattern QUEUE =
      Pattern.compile("\\* queue: (\\S+ \\w+ \\S+), accepted (\\d+), confirmed (\\d+), .*");
  private static final List<String> ROOMS = List.of("gale", "squall");
  private static final int PUBLISHERS = 4;

  /** So many as slow readers can hear and acknowledge one by one before the next round. */
  private static final int LINES = Integer.getInteger("kill.lines", 2_000);

  private static final int POISON = 3;

  private final Path folder;
  private final Random random;
  private final List<StormSubscription> subscriptions =
      List.of(
          StormSubscription.name("gale", "ada", true, false, 1),
          StormSubscription.name("squall", "bob", true, false, 1),
          StormSubscription.group("gale", "crew", true, 2),
          StormSubscription.group("squall", "guard", true, 3));
  private final List<StormPublisher> publishers = new ArrayList<>();
  private final Map<String, Long> confirmed = new HashMap<>();
  private final Set<String> dead = new HashSet<>();
  private final List<String> wrong = new ArrayList<>();
  private int rounds;
  private long lines;

  public KillRounds(Path folder, Random random) {
    this.folder = folder;
    this.random = random;
  }

  /** Starts the server, says lines for a while, and kills it in the middle of that. */
  public void round(int round) {
    rounds = round;
    TestServerProcess server = start();
    try {
      int port = server.ports().get("line");
      try (Client operator = greeted(port)) {
        checkWhatWasKnown(operator);
        List<StormReader> readers = readers(port);
        StormConnection digger = digger(port);
        say(operator, round);
        load(port, round);
        learn(operator);
        server.kill();
        readers.forEach(reader -> reader.connection().awaitEnd(10));
        digger.awaitEnd(10);
      }
    } finally {
      server.kill();
    }
  }

  /** Starts the server a last time, lets everything be delivered, and looks for faults. */
  public List<String> verdict() {
    TestServerProcess server = start();
    try {
      int port = server.ports().get("line");
      try (Client operator = greeted(port)) {
        checkWhatWasKnown(operator);
        List<StormReader> readers = readers(port);
        StormConnection digger = digger(port);
        Map<String, StormLog> logs = new LinkedHashMap<>();
        ROOMS.forEach(room -> logs.put(room, new StormLog(room, port, "from all")));
        awaitQuiet(operator, logs);
        readers.forEach(StormReader::quit);
        readers.forEach(reader -> reader.connection().awaitEnd(10));
        digger.kill();
        logs.values().forEach(StormLog::close);
        check(logs, operator);
      }
      if (server.stop() != 0) {
        wrong.add("the last server did not end with 0: " + server.output());
      }
    } finally {
      server.kill();
    }
    return wrong;
  }

  @Override
  public String toString() {
    return rounds
        + " kills, "
        + lines
        + " lines, dead "
        + dead.size()
        + ", marked "
        + subscriptions.stream().map(s -> s + " " + s.marked()).toList();
  }

  private TestServerProcess start() {
    return TestServerProcess.startOn(folder, "delivery.max-attempts=5", "limits.lobby-delay=10s");
  }

  private static Client greeted(int port) {
    return new Client(port).skipToMatching("\\* welcome: .*");
  }

  private List<StormReader> readers(int port) {
    List<StormReader> readers = new ArrayList<>();
    for (StormSubscription subscription : subscriptions) {
      for (int i = 0; i < subscription.size(); i++) {
        StormConnection wire = StormConnection.socket(port, 256 * 1024);
        StormReader reader = new StormReader(subscription, wire, new Random(random.nextLong()));
        subscription.readers().add(reader);
        readers.add(reader);
      }
    }
    return readers;
  }

  /** A member of a group that wants none of its lines. */
  private StormConnection digger(int port) {
    StormConnection wire = StormConnection.socket(port, 64 * 1024);
    wire.readTo(
        text -> {
          String[] columns = text.split("\t", 6);
          if (columns.length == 6) {
            wire.write("/nack " + columns[0] + " 0\n");
          }
        });
    wire.write("/format tsv\n/confirm ack\n/join morgue as diggers from all\n");
    return wire;
  }

  private static void say(Client operator, int round) {
    operator.send("/receipts on").skipToMatching("\\* receipts\\b.*");
    for (int i = 1; i <= POISON; i++) {
      operator.send("/say morgue poison " + round + "." + i).skipToMatching("\\* ok morgue#.*");
    }
  }

  private void load(int port, int round) {
    List<StormPublisher> now = new ArrayList<>();
    for (int i = 0; i < PUBLISHERS; i++) {
      now.add(new StormPublisher("pub" + round + "x" + i, StormConnection.socket(port, 64 * 1024)));
    }
    publishers.addAll(now);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200 + random.nextInt(800));
    int left = LINES;
    while (left > 0 && System.nanoTime() < end) {
      StormPublisher publisher = now.get(random.nextInt(now.size()));
      int burst = random.nextInt(60);
      publisher.say(ROOMS.get(random.nextInt(ROOMS.size())), burst, random);
      left -= burst;
    }
  }

  /** What the server says of its subscriptions and dead letters must hold after the kill. */
  private void learn(Client operator) {
    for (String line : operator.send("/stats").beforeMarker()) {
      Matcher queue = QUEUE.matcher(line);
      if (queue.matches()) {
        confirmed.put(queue.group(1), Long.parseLong(queue.group(3)));
      }
    }
    dead.addAll(dead(operator));
  }

  private void checkWhatWasKnown(Client operator) {
    Map<String, Long> known = new HashMap<>();
    for (String line : operator.send("/stats").beforeMarker()) {
      Matcher queue = QUEUE.matcher(line);
      if (queue.matches()) {
        known.put(queue.group(1), Long.parseLong(queue.group(3)));
      }
    }
    confirmed.forEach(
        (place, count) -> {
          if (known.getOrDefault(place, -1L) < count) {
            wrong.add(place + ": " + count + " were confirmed, now " + known.get(place));
          }
        });
    Set<String> missing = new HashSet<>(dead);
    missing.removeAll(dead(operator));
    if (!missing.isEmpty()) {
      wrong.add("dead letters are gone: " + missing);
    }
  }

  /** Ids and texts of the dead letters. */
  private static List<String> dead(Client operator) {
    return operator.send("/dead morgue").upTo("\\* dead: \\d+").stream()
        .map(line -> line.replaceAll("^\\* dead: (\\S+) \\d+ \\S+ ", "$1 "))
        .filter(line -> line.startsWith("morgue#"))
        .toList();
  }

  private void awaitQuiet(Client operator, Map<String, StormLog> logs) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    boolean quiet = false;
    while (!quiet && System.nanoTime() < end) {
      quiet = dead(operator).size() == rounds * POISON;
      for (String line : operator.send("/stats").beforeMarker()) {
        Matcher queue = QUEUE.matcher(line);
        boolean ours = queue.matches() && logs.containsKey(queue.group(1).split(" ", 2)[0]);
        if (ours && !queue.group(2).equals(queue.group(3))) {
          quiet = false;
        }
        if (ours
            && logs.get(queue.group(1).split(" ", 2)[0]).last() < Long.parseLong(queue.group(2))) {
          quiet = false;
        }
      }
      CompletableFuture.supplyAsync(
              () -> 0, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))
          .join();
    }
    if (!quiet) {
      wrong.add("not all was delivered in the end: " + operator.send("/stats").beforeMarker());
    }
  }

  private void check(Map<String, StormLog> logs, Client operator) {
    Map<String, List<StormLog.Accepted>> byName = new HashMap<>();
    for (StormLog log : logs.values()) {
      wrong.addAll(log.wrong());
      lines += log.last();
      for (StormLog.Accepted line : log.lines()) {
        byName.computeIfAbsent(log.room() + " " + line.from(), k -> new ArrayList<>()).add(line);
      }
    }
    publishers.forEach(publisher -> wrong.addAll(publisher.check(byName, logs)));
    subscriptions.forEach(place -> wrong.addAll(place.check(logs.get(place.room()))));
    dead.addAll(dead(operator));
    if (dead.size() != rounds * POISON) {
      wrong.add(dead.size() + " lines died of " + rounds * POISON);
    }
  }
}
