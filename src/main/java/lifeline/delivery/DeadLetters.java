package lifeline.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/** Lines a subscription has given up; the newest are kept, the others only counted. */
final class DeadLetters {
  /** By seq; what fell out first is what died first. */
  private final TreeMap<Long, Letter> bySeq = new TreeMap<>();

  private final TreeMap<Long, Long> seqByDeath = new TreeMap<>();
  private final Seqs seqs = new Seqs();
  private long deaths;

  /**
   * A line given up.
   *
   * @param attempts attempts charged to it
   * @param reason {@code max-attempts}, {@code ttl} or {@code queue-full}
   */
  record Letter(long seq, int attempts, String reason, long death) {}

  int size() {
    return bySeq.size();
  }

  boolean contains(long seq) {
    return bySeq.containsKey(seq);
  }

  /** In the order of their seqs. */
  List<Letter> all() {
    return new ArrayList<>(bySeq.values());
  }

  /** A copy of their seqs. */
  Seqs seqs() {
    return Seqs.copyOf(seqs);
  }

  /** So many died and fell out at once. */
  void skip(long count) {
    deaths += count;
  }

  void add(long seq, int attempts, String reason) {
    deaths++;
    bySeq.put(seq, new Letter(seq, attempts, reason, deaths));
    seqs.add(seq, seq);
    seqByDeath.put(deaths, seq);
  }

  /** Takes the line out; whether it was there. */
  boolean remove(long seq) {
    Letter letter = bySeq.remove(seq);
    if (letter != null) {
      seqByDeath.remove(letter.death());
      seqs.remove(seq, seq);
    }
    return letter != null;
  }

  /** Drops the oldest beyond {@code most}; returns them. */
  Seqs dropBeyond(int most) {
    Seqs dropped = new Seqs();
    while (bySeq.size() > most) {
      long seq = seqByDeath.pollFirstEntry().getValue();
      bySeq.remove(seq);
      seqs.remove(seq, seq);
      dropped.add(seq, seq);
    }
    return dropped;
  }

  void save(ByteOut out) {
    out.number(deaths);
    out.number(bySeq.size());
    for (Letter letter : bySeq.values()) {
      out.number(letter.seq());
      out.number(letter.attempts());
      out.word(letter.reason());
      out.number(letter.death());
    }
  }

  void load(ByteIn in) {
    deaths = in.number();
    for (int left = in.count(); left > 0; left--) {
      Letter letter = new Letter(in.number(), in.integer(), in.known(), in.number());
      Letter twice = bySeq.put(letter.seq(), letter);
      seqs.add(letter.seq(), letter.seq());
      if (seqByDeath.put(letter.death(), letter.seq()) != null || twice != null) {
        throw in.unreadable("two dead letters are " + letter);
      }
    }
  }
}
