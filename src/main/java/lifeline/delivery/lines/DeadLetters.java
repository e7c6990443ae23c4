package lifeline.delivery.lines;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/**
 * Lines that a subscription has given up; the newest are retained, the others counted. Consecutive
 * lines that died one after the other for the same reason are stored as one.
 */
public final class DeadLetters {
  /** By first seq. */
  private final TreeMap<Long, Run> bySeq = new TreeMap<>();

  /** By first death; the oldest deaths are dropped first. */
  private final TreeMap<Long, Run> byDeath = new TreeMap<>();

  private final SeqSet seqs = new SeqSet();
  private long deaths;

  /**
   * A line given up.
   *
   * @param attempts its failed attempts
   * @param reason {@code max-attempts}, {@code ttl} or {@code queue-full}
   */
  public record Letter(long seq, int attempts, String reason) {}

  /** Lines {@code first} to {@code last}; {@code death} is the number of the first one's. */
  private record Run(long first, long last, int attempts, String reason, long death) {
    long count() {
      return last - first + 1;
    }

    boolean isFollowedBy(Run next) {
      return last + 1 == next.first
          && death + count() == next.death
          && attempts == next.attempts
          && reason.equals(next.reason);
    }

    /** The part of it from {@code from} to {@code to}. */
    Run part(long from, long to) {
      return new Run(from, to, attempts, reason, death + from - first);
    }
  }

  public int size() {
    return (int) seqs.count();
  }

  public boolean contains(long seq) {
    return seqs.contains(seq);
  }

  /** In the order of their seqs. */
  public List<Letter> all() {
    List<Letter> all = new ArrayList<>();
    for (Run run : bySeq.values()) {
      for (long seq = run.first(); seq <= run.last(); seq++) {
        all.add(new Letter(seq, run.attempts(), run.reason()));
      }
    }
    return all;
  }

  /** A copy of their seqs. */
  public SeqSet seqs() {
    return SeqSet.copyOf(seqs);
  }

  /** So many died and fell out at once. */
  public void skip(long count) {
    deaths += count;
  }

  /** Lines {@code first} to {@code last} die, in this order. */
  public void add(long first, long last, int attempts, String reason) {
    Run run = new Run(first, last, attempts, reason, deaths + 1);
    deaths += run.count();
    Map.Entry<Long, Run> before = byDeath.lastEntry();
    if (before != null && before.getValue().isFollowedBy(run)) {
      Run longer = before.getValue();
      take(longer);
      run = new Run(longer.first(), last, attempts, reason, longer.death());
    }
    put(run);
  }

  /** Takes the line out; whether it was there. */
  public boolean remove(long seq) {
    if (!contains(seq)) {
      return false;
    }
    cut(bySeq.floorEntry(seq).getValue(), seq, seq);
    return true;
  }

  /** Drops the oldest beyond {@code most}; returns them. */
  public SeqSet dropBeyond(int most) {
    SeqSet dropped = new SeqSet();
    for (long over = seqs.count() - most; over > 0; over = seqs.count() - most) {
      Run oldest = byDeath.firstEntry().getValue();
      long last = Math.min(oldest.last(), oldest.first() + over - 1);
      cut(oldest, oldest.first(), last);
      dropped.add(oldest.first(), last);
    }
    return dropped;
  }

  private void cut(Run run, long first, long last) {
    take(run);
    if (run.first() < first) {
      put(run.part(run.first(), first - 1));
    }
    if (last < run.last()) {
      put(run.part(last + 1, run.last()));
    }
  }

  private void take(Run run) {
    bySeq.remove(run.first());
    byDeath.remove(run.death());
    seqs.remove(run.first(), run.last());
  }

  private void put(Run run) {
    bySeq.put(run.first(), run);
    byDeath.put(run.death(), run);
    seqs.add(run.first(), run.last());
  }

  public void save(ByteOut out) {
    out.number(deaths);
    out.number(bySeq.size());
    for (Run run : bySeq.values()) {
      out.number(run.first());
      out.number(run.attempts());
      out.word(run.reason());
      out.number(run.death());
      out.number(run.count());
    }
  }

  public void load(ByteIn in) {
    deaths = in.number();
    for (int left = in.count(); left > 0; left--) {
      long first = in.number();
      int attempts = in.integer();
      String reason = in.known();
      long death = in.number();
      long last = first + (in.level() < 2 ? 1 : in.number()) - 1;
      if (last < first || !seqs.between(first, last).isEmpty() || byDeath.containsKey(death)) {
        throw in.unreadable("two dead letters are " + first + " to " + last);
      }
      put(new Run(first, last, attempts, reason, death));
    }
  }
}
