package lifeline.it.storm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection that says numbered lines under a name of its own, with receipts on. */
public final class StormPublisher {
  private static final Pattern RECEIPT =
      Pattern.compile("\\*\tok\t(\\w+)#(\\d+) to .*?waiting(?: \\((\\d+) lines\\))?");

  private record Said(String room, String text) {}

  private record Receipt(String room, long seq, int lines) {}

  private final String name;
  private final StormConnection wire;
  private final List<Said> said = new ArrayList<>();
  private final List<Receipt> receipts = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private boolean orderly;
  private boolean cut;

  public StormPublisher(String name, StormConnection wire) {
    this.name = name;
    this.wire = wire.readTo(this::hear);
    wire.write("/format tsv\n/name " + name + "\n/receipts on\n");
  }

  boolean isProgram() {
    return wire.isProgram();
  }

  /** Says so many lines, all in one write. */
  public void say(String room, int lines, Random random) {
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      boolean urgent = random.nextInt(50) == 0;
      String text = next(urgent, random);
      said.add(new Said(room, text));
      input.append(urgent ? "/urgent " : "/say ").append(room).append(' ').append(text);
      input.append('\n');
    }
    wire.write(input.toString());
  }

  /** Ends by {@code /quit}: all it said is accepted. */
  void quit() {
    orderly = true;
    wire.write("/quit\n");
    if (isProgram()) {
      wire.finish();
    }
  }

  /** Ends by FIN, without an LF after the last line, which is a line. For sockets. */
  void finish(String room, Random random) {
    orderly = true;
    String text = next(false, random);
    said.add(new Said(room, text));
    wire.write("/say " + room + " " + text);
    wire.finish();
  }

  /** Ends by RST in the middle of a line, which must never appear. For sockets. */
  void resetInsideLine(String room) {
    wire.write("/say " + room + " HALF of a line by " + name);
    wire.kill();
  }

  /**
   * Ends by SIGKILL. The kernel may close by FIN what the program had written of a line, which is
   * then a line. For programs.
   */
  void kill() {
    cut = true;
    wire.kill();
  }

  /** What is against the rules, after the end. {@code byName}: the log's lines by their speaker. */
  public List<String> check(
      Map<String, List<StormLog.Accepted>> byName, Map<String, StormLog> logs) {
    if (!wire.awaitEnd(10)) {
      wrong.add(name + " has not ended");
    }
    List<String> texts = new ArrayList<>();
    for (Said line : said) {
      texts.add(line.text());
    }
    for (String room : logs.keySet()) {
      checkOrder(room, byName.getOrDefault(room + " " + name, List.of()));
    }
    int covered = 0;
    for (Receipt receipt : receipts) {
      covered += receipt.lines();
      StormLog.Accepted line = logs.get(receipt.room()).line(receipt.seq());
      if (line == null || covered > said.size() || !line.text().equals(texts.get(covered - 1))) {
        wrong.add(name + ": " + receipt + " is for line " + covered + ", but the log has " + line);
        break;
      }
    }
    if (orderly && covered != said.size()) {
      wrong.add(name + " said " + said.size() + " lines, receipts cover " + covered);
    }
    wire.kill();
    return wrong;
  }

  /** The log has what was said, in that order; all, or after a bad end the first so many. */
  private void checkOrder(String room, List<StormLog.Accepted> logged) {
    List<String> mine =
        said.stream().filter(line -> line.room().equals(room)).map(Said::text).toList();
    for (int i = 0; i < logged.size(); i++) {
      String text = logged.get(i).text();
      boolean whole = i < mine.size() && text.equals(mine.get(i));
      boolean part =
          cut && i == logged.size() - 1 && i < mine.size() && mine.get(i).startsWith(text);
      if (!whole && !part) {
        wrong.add(name + " in " + room + ", line " + i + " should not be: " + logged.get(i));
        return;
      }
    }
    if (orderly && logged.size() != mine.size()) {
      wrong.add(name + " in " + room + " said " + mine.size() + ", accepted " + logged.size());
    }
  }

  private String next(boolean urgent, Random random) {
    int pad = random.nextInt(20) == 0 ? random.nextInt(4_000) : random.nextInt(200);
    return (urgent ? "urgent " : "") + name + " " + said.size() + " " + "x".repeat(pad) + ";";
  }

  private void hear(String text) {
    Matcher receipt = RECEIPT.matcher(text);
    if (receipt.matches()) {
      int lines = receipt.group(3) == null ? 1 : Integer.parseInt(receipt.group(3));
      receipts.add(new Receipt(receipt.group(1), Long.parseLong(receipt.group(2)), lines));
    } else if (text.startsWith("!") && !cut) {
      wrong.add(name + " was told " + text);
    }
  }
}
