package lifeline.it.storm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeline.it.support.Client;

/** A storm, step by step: what happens next is drawn from a seed. */
final class Storm {
  private static final Pattern QUEUE =
      Pattern.compile(
          "\\* queue: (\\S+ (?:name|group) \\S+), accepted (\\d+), confirmed (\\d+), waiting (\\d+),"
              + " delivered (\\d+), in-doubt (\\d+), dead (\\d+), dropped (\\d+), expired (\\d+)");
  private static final int PUBLISHERS = 4;

  private final Random random;
  private final int port;
  private final Client operator;
  private final Map<String, StormLog> logs = new LinkedHashMap<>();
  private final List<StormSubscription> subscriptions;
  private final List<StormPublisher> publishers = new ArrayList<>();
  private final List<StormPublisher> gone = new ArrayList<>();
  private final Map<String, List<StormReader>> living = new LinkedHashMap<>();
  private final Map<String, Integer> ends = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private int named;

  Storm(long seed, int port, Client operator, List<StormSubscription> subscriptions) {
    this.random = new Random(seed);
    this.port = port;
    this.operator = operator;
    this.subscriptions = subscriptions;
    for (StormSubscription subscription : subscriptions) {
      logs.computeIfAbsent(subscription.room(), room -> new StormLog(room, port));
      living.put(subscription.key(), new ArrayList<>());
    }
  }

  /** Whether all rooms are listened to, so that the first line may be said. */
  boolean begun() {
    return logs.values().stream().allMatch(StormLog::joined);
  }

  /** Says some lines, ends or starts a connection or two. */
  void step() {
    publish();
    if (random.nextInt(3) == 0) {
      StormSubscription subscription = subscriptions.get(random.nextInt(subscriptions.size()));
      List<StormReader> here = living.get(subscription.key());
      if (here.size() < subscription.size()) {
        start(subscription);
      } else {
        end(subscription, here.get(random.nextInt(here.size())));
      }
    }
    if (random.nextInt(50) == 0) {
      checkSums(false);
    }
  }

  /**
   * Ends all that talks, is stopped or can't acknowledge any more, and gives each place a
   * connection that lives.
   */
  void calm() {
    for (StormPublisher publisher : publishers) {
      publisher.quit();
    }
    gone.addAll(publishers);
    publishers.clear();
    for (StormSubscription subscription : subscriptions) {
      for (StormReader reader : List.copyOf(living.get(subscription.key()))) {
        if (reader.hard() || reader.finished()) {
          reader.hardEnd(true);
          living.get(subscription.key()).remove(reader);
        }
      }
      start(subscription);
    }
  }

  /** Whether nothing waits, is on its way or in doubt any more. */
  boolean quiet() {
    return checkSums(true);
  }

  /** Ends all connections; answers what was against the rules. */
  List<String> verdict() {
    checkSums(false);
    Map<String, Long> sums = confirmed();
    living.values().forEach(readers -> readers.forEach(StormReader::quit));
    for (StormSubscription subscription : subscriptions) {
      for (StormReader reader : subscription.readers()) {
        if (!reader.connection().awaitEnd(10)) {
          wrong.add(subscription + ": a connection has not ended");
        }
        reader.connection().kill();
      }
    }
    logs.values().forEach(StormLog::close);
    Map<String, List<StormLog.Accepted>> byName = new HashMap<>();
    for (StormLog log : logs.values()) {
      wrong.addAll(log.wrong());
      for (StormLog.Accepted line : log.lines()) {
        if (line.text().contains("HALF")) {
          wrong.add("half a line was accepted: " + line);
        }
        byName.computeIfAbsent(log.room() + " " + line.from(), k -> new ArrayList<>()).add(line);
      }
    }
    gone.forEach(publisher -> wrong.addAll(publisher.check(byName, logs)));
    for (StormSubscription subscription : subscriptions) {
      StormLog log = logs.get(subscription.room());
      wrong.addAll(subscription.check(log));
      Long heard = sums.get(subscription.key());
      if (heard == null || heard != log.last()) {
        wrong.add(subscription + ": " + heard + " confirmed of " + log.last());
      }
    }
    return wrong;
  }

  /** What has happened, for the record. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    queues().forEach(queue -> text.append(queue.group()).append('\n'));
    logs.values().forEach(log -> text.append(log.room() + " " + log.last() + " lines; "));
    text.append(gone.size()).append(" publishers; ends ").append(ends);
    for (StormSubscription place : subscriptions) {
      text.append("\n").append(place).append(": ").append(place.readers().size());
      text.append(" connections, ").append(place.marked()).append(" marked, ");
      text.append(place.unread(logs.get(place.room()))).append(" unread");
    }
    return text.toString();
  }

  private void publish() {
    String room = List.copyOf(logs.keySet()).get(random.nextInt(logs.size()));
    if (publishers.size() < PUBLISHERS) {
      publishers.add(new StormPublisher("pub" + ++named, wire(64 * 1024)));
    }
    StormPublisher publisher = publishers.get(random.nextInt(publishers.size()));
    publisher.say(room, random.nextInt(100) == 0 ? 400 : random.nextInt(12), random);
    if (random.nextInt(25) == 0) {
      publishers.remove(publisher);
      gone.add(publisher);
      if (random.nextInt(3) == 0) {
        count("publisher quit");
        publisher.quit();
      } else if (publisher.isProgram()) {
        count("publisher SIGKILL");
        publisher.kill();
      } else if (random.nextBoolean()) {
        count("publisher FIN");
        publisher.finish(room, random);
      } else {
        count("publisher RST inside a line");
        publisher.resetInsideLine(room);
      }
    }
  }

  private void start(StormSubscription subscription) {
    StormConnection wire = wire(StormSubscription.SOCKET_BUFFER);
    StormReader reader = new StormReader(subscription, wire, new Random(random.nextLong()));
    subscription.readers().add(reader);
    living.get(subscription.key()).add(reader);
  }

  private void end(StormSubscription subscription, StormReader reader) {
    String kind = reader.connection().isProgram() ? "program " : "socket ";
    if (!reader.hard() && !subscription.soft() && random.nextInt(3) == 0) {
      if (random.nextBoolean()) {
        count(kind + "stop");
        reader.stop();
      } else {
        count(kind + "FIN");
        reader.finish();
      }
      return;
    }
    living.get(subscription.key()).remove(reader);
    if (subscription.soft() || (!reader.hard() && random.nextInt(4) == 0)) {
      count(kind + "quit");
      reader.quit();
    } else {
      boolean kill = reader.hard() || random.nextBoolean();
      count(kind + (kill ? "kill" : "close") + (reader.hard() ? " after stop" : ""));
      reader.hardEnd(kill);
    }
  }

  private void count(String end) {
    ends.merge(end, 1, Integer::sum);
  }

  private StormConnection wire(int receiveBuffer) {
    String port = "" + this.port;
    return switch (random.nextInt(8)) {
      case 0 -> StormConnection.program(List.of("nc.openbsd", "127.0.0.1", port));
      case 1 -> StormConnection.program(List.of("nc.traditional", "127.0.0.1", port));
      case 2 -> StormConnection.program(List.of("ncat", "127.0.0.1", port));
      case 3 ->
          StormConnection.program(List.of("socat", "-t", "3600", "-", "TCP:127.0.0.1:" + port));
      default -> StormConnection.socket(this.port, receiveBuffer);
    };
  }

  /** The sums of each place add up; answers whether nothing is left to be done. */
  private boolean checkSums(boolean toTheEnd) {
    boolean quiet = true;
    for (Matcher queue : queues()) {
      long sum = 0;
      for (int i = 3; i <= 9; i++) {
        sum += Long.parseLong(queue.group(i));
      }
      if (sum != Long.parseLong(queue.group(2))) {
        wrong.add("the sums do not add up: " + queue.group());
      }
      quiet &= queue.group(2).equals(queue.group(3));
    }
    return quiet || !toTheEnd;
  }

  private Map<String, Long> confirmed() {
    Map<String, Long> confirmed = new HashMap<>();
    queues().forEach(queue -> confirmed.put(queue.group(1), Long.parseLong(queue.group(3))));
    return confirmed;
  }

  private List<Matcher> queues() {
    List<Matcher> queues = new ArrayList<>();
    for (String line : operator.send("/stats").beforeMarker()) {
      Matcher matcher = QUEUE.matcher(line);
      if (matcher.matches() && !matcher.group(1).startsWith("@")) {
        queues.add(matcher);
      }
    }
    return queues;
  }
}
