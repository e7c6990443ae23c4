package lifeline.gateway.feed;

import io.netty.buffer.ByteBuf;
import java.util.List;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.Encoding;
import lifeline.protocol.SaidLines;
import lifeline.protocol.out.LineEnds;

/**
 * Consecutive lines of one room, encoded at most once for each encoding; the encoded bytes are
 * shared by all connections that use it.
 */
public final class Chunk {
  private final List<SaidLines> said;
  private final long firstSeq;
  private final long lastSeq;
  private final int size;

  /**
   * A Bloom filter of one hash: bits of the connections that said the lines, see {@link #maskOf}.
   */
  private final long senders;

  private final boolean urgent;
  private final Encoded[] encoded = new Encoded[Encoding.COUNT];

  /** The bytes in one encoding, and where each line ends in them. */
  private record Encoded(ByteBuf bytes, LineEnds ends) {}

  /** Takes a part of an encoded chunk: seqs {@code first} to {@code last}. */
  @FunctionalInterface
  public interface Part {
    void take(ByteBuf bytes, long first, long last, EndOffsets ends);
  }

  /** A chunk of these lines, at least one; their seqs are consecutive. */
  public Chunk(List<SaidLines> said) {
    this.said = said;
    firstSeq = said.get(0).firstSeq();
    lastSeq = said.get(said.size() - 1).lastSeq();
    int bytes = 0;
    long mask = 0;
    boolean anyUrgent = false;
    for (SaidLines lines : said) {
      bytes += lines.lines().size();
      mask |= maskOf(lines.connection());
      anyUrgent |= lines.urgent();
    }
    size = bytes;
    senders = mask;
    urgent = anyUrgent;
  }

  public long firstSeq() {
    return firstSeq;
  }

  public long lastSeq() {
    return lastSeq;
  }

  /** Bytes of the texts, without prefixes and line ends. */
  int size() {
    return size;
  }

  /** Whether at least one of the lines is urgent: overtakes waiting lines. */
  public boolean urgent() {
    return urgent;
  }

  public List<SaidLines> said() {
    return said;
  }

  /**
   * Hands out the lines {@code first} to {@code last}: in one part, or, where lines are left out,
   * in the parts between them.
   *
   * @param except a connection whose lines are left out, −1 for none
   * @param skip lines that are left out as well
   */
  public void parts(
      Encoders encoders,
      Encoding encoding,
      long first,
      long last,
      long except,
      SeqSet skip,
      Part part) {
    long from = Math.max(first, firstSeq);
    long to = Math.min(last, lastSeq);
    SeqSet out = skip.isEmpty() ? skip : skip.between(from, to);
    if ((senders & maskOf(except)) != 0) {
      out = SeqSet.copyOf(out);
      for (SaidLines lines : said) {
        if (lines.connection() == except) {
          out.add(lines.firstSeq(), lines.lastSeq());
        }
      }
    }
    for (int i = 0; i < out.ranges(); i++) {
      part(encoders, encoding, from, Math.min(to, out.first(i) - 1), part);
      from = Math.max(from, out.last(i) + 1);
    }
    part(encoders, encoding, from, to, part);
  }

  private void part(Encoders encoders, Encoding encoding, long first, long last, Part part) {
    if (last < first) {
      return;
    }
    Encoded form = encoded[encoding.index()];
    if (form == null) {
      LineEnds ends = new LineEnds();
      form = new Encoded(encoders.encode(said, encoding, ends), ends);
      encoded[encoding.index()] = form;
    }
    LineEnds ends = form.ends;
    int start = first == firstSeq ? 0 : ends.get((int) (first - firstSeq) - 1);
    int end = ends.get((int) (last - firstSeq));
    part.take(
        form.bytes.retainedSlice(start, end - start),
        first,
        last,
        seq -> ends.get((int) (seq - firstSeq)) - start);
  }

  /** Releases the encoded bytes; parts that were handed out have their own reference. */
  public void release() {
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] != null) {
        encoded[i].bytes.release();
        encoded[i] = null;
      }
    }
  }

  private static long maskOf(long connection) {
    return connection < 0 ? 0 : 1L << (connection & 63);
  }
}
