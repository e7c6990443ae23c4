package lifeline.it.power;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeline.it.storm.StormConnection;

/** A name that says numbered lines in one room, and notes when it got which receipt. */
public final class NumberedPublisher {
  private static final Pattern RECEIPT =
      Pattern.compile("\\*\tok\t\\w+#(\\d+) to .*?waiting(?: \\((\\d+) lines\\))?");
  private static final int MOST_OPEN = 60;

  private final String name;
  private final String room;
  private final List<String> said = new ArrayList<>();
  private final List<Receipt> receipts = Collections.synchronizedList(new ArrayList<>());
  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
  private final Semaphore mayBeOpen = new Semaphore(MOST_OPEN);
  private StormConnection wire;
  private int covered;

  /**
   * @param nanos {@link System#nanoTime} when it was read
   * @param seq of the last line it is for
   * @param lines how many lines of this publisher have receipts now
   */
  record Receipt(long nanos, long seq, int lines) {}

  public NumberedPublisher(String name, String room) {
    this.name = name;
    this.room = room;
  }

  public String room() {
    return room;
  }

  /** Begins a connection; all that was said before has its receipts, or never gets them. */
  public void connect(int port) {
    wire = StormConnection.socket(port, 64 * 1024).readTo(this::hear);
    wire.write("/format tsv\n/name " + name + "\n/receipts on\n");
  }

  /** Says lines when not too many are without a receipt. */
  public void say(int lines, Random random) {
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      int pad = random.nextInt(4) == 0 ? 7_000 : random.nextInt(200);
      String text = name + " " + said.size() + " " + "x".repeat(pad) + ";";
      said.add(text);
      input.append("/say ").append(room).append(' ').append(text).append('\n');
    }
    try {
      if (!mayBeOpen.tryAcquire(lines, 20, TimeUnit.SECONDS)) {
        wrong.add(name + " gets no receipts any more");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wire.write(input.toString());
  }

  /** Ends the connection; what is not receipted then is not expected to be. */
  public void end() {
    wire.kill();
    wire.awaitEnd(10);
  }

  /** Waits for all receipts, and ends the connection. */
  public void finish() {
    wire.write("/quit\n");
    if (!wire.awaitEnd(20) || covered != said.size()) {
      wrong.add(name + " said " + said.size() + " lines, receipts cover " + covered);
    }
    wire.kill();
  }

  /** What was told against the rules. */
  public List<String> wrong() {
    return wrong;
  }

  List<Receipt> receipts() {
    return receipts;
  }

  /**
   * What is against the rules in a room.
   *
   * @param lines of the room from seq 1, this publisher's and others'
   * @param from their senders
   * @param before receipts that were read before this moment must hold
   */
  public List<String> check(List<String> lines, List<String> from, long before) {
    List<String> faults = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < lines.size() && faults.isEmpty(); i++) {
      if (from.get(i).equals(name)) {
        if (next >= said.size() || !said.get(next).equals(lines.get(i))) {
          faults.add(room + "#" + (i + 1) + " is not line " + next + " of " + name);
        }
        next++;
      }
    }
    for (Receipt receipt : List.copyOf(receipts)) {
      if (receipt.nanos() < before && faults.isEmpty()) {
        int at = (int) receipt.seq() - 1;
        if (at >= lines.size() || !lines.get(at).equals(said.get(receipt.lines() - 1))) {
          faults.add(room + "#" + receipt.seq() + " is missing, receipted for " + name);
        }
      }
    }
    return faults;
  }

  private void hear(String text) {
    Matcher receipt = RECEIPT.matcher(text);
    if (receipt.matches()) {
      int lines = receipt.group(2) == null ? 1 : Integer.parseInt(receipt.group(2));
      covered += lines;
      receipts.add(new Receipt(System.nanoTime(), Long.parseLong(receipt.group(1)), covered));
      mayBeOpen.release(lines);
    } else if (text.startsWith("!")) {
      wrong.add(name + " was told " + text);
    }
  }
}
