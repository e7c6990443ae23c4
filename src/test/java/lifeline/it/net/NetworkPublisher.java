package lifeline.it.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeline.it.support.Program;

/**
 * Says numbered lines with receipts on one node, a few at a time, and knows what was promised of
 * each. Connects again when its connection ends.
 */
final class NetworkPublisher {
  private static final Pattern RECEIPT =
      Pattern.compile("\\* ok \\S+#(\\d+) to \\d+, \\d+ waiting(?: \\((\\d+) lines\\))?");
  private static final Pattern REFUSAL =
      Pattern.compile("! unavailable (\\d+) lines (refused|unknown): .*");
  private static final int MOST_UNANSWERED = 20;

  private final String name;
  private final String room;
  private final ReconnectingClient wire;
  private final Deque<Integer> unanswered = new ArrayDeque<>();
  private final List<Integer> receipted = new ArrayList<>();
  private final Map<Integer, Long> seqs = new HashMap<>();
  private final Set<Integer> refused = new HashSet<>();
  private final Set<Integer> unknown = new HashSet<>();
  private int said;
  private long lastAnswer = System.nanoTime();

  NetworkPublisher(String name, String room, Supplier<Program> connect) {
    this.name = name;
    this.room = room;
    this.wire = new ReconnectingClient(connect, "/name " + name, "/receipts on");
  }

  /** Reads what there is, and says another line if {@code more}. */
  void step(boolean more) {
    wire.drain().forEach(this::read);
    if (wire.hasEnded()) {
      unknown.addAll(unanswered);
      unanswered.clear();
      wire.reconnectWhenDue();
    } else if (more && unanswered.size() < MOST_UNANSWERED) {
      boolean sent = wire.send("/say " + room + " " + name + "-" + said);
      (sent ? unanswered : unknown).add(said);
      said++;
    }
  }

  private void read(String line) {
    Matcher receipt = RECEIPT.matcher(line);
    Matcher refusal = REFUSAL.matcher(line);
    if (receipt.matches()) {
      int last = 0;
      for (int left = count(receipt.group(2)); left > 0; left--) {
        last = unanswered.remove();
        receipted.add(last);
      }
      seqs.put(last, Long.parseLong(receipt.group(1)));
      lastAnswer = System.nanoTime();
    } else if (refusal.matches()) {
      for (int left = count(refusal.group(1)); left > 0; left--) {
        (refusal.group(2).equals("refused") ? refused : unknown).add(unanswered.remove());
      }
    }
  }

  private static int count(String digits) {
    return digits == null ? 1 : Integer.parseInt(digits);
  }

  boolean answered() {
    return unanswered.isEmpty();
  }

  int receipts() {
    return receipted.size();
  }

  int refusals() {
    return refused.size() + unknown.size();
  }

  /** When it got its last receipt, by {@link System#nanoTime}. */
  long lastAnswer() {
    return lastAnswer;
  }

  /** What the log has that it must not have, or does not have; {@code log} by seq, from 1. */
  List<String> check(List<String> log) {
    List<String> wrong = new ArrayList<>();
    Map<Integer, Long> found = new HashMap<>();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < log.size(); i++) {
      if (log.get(i).startsWith(name + "-")) {
        int number = Integer.parseInt(log.get(i).substring(name.length() + 1));
        order.add(number);
        if (found.put(number, i + 1L) != null) {
          wrong.add(log.get(i) + " is there twice");
        }
        if (refused.contains(number)) {
          wrong.add(log.get(i) + " was refused and is there");
        }
      }
    }
    for (int number : receipted) {
      if (!found.containsKey(number)) {
        wrong.add(name + "-" + number + " was receipted and is lost");
      }
    }
    seqs.forEach(
        (number, seq) -> {
          if (!seq.equals(found.get(number))) {
            wrong.add(name + "-" + number + " has another number than its receipt");
          }
        });
    if (!order.equals(order.stream().sorted().toList())) {
      wrong.add(name + ": lines are out of order");
    }
    return wrong;
  }

  void close() {
    wire.close();
  }

  @Override
  public String toString() {
    return name
        + ": "
        + receipted.size()
        + " receipted, "
        + refused.size()
        + " refused, "
        + unknown.size()
        + " unknown";
  }
}
