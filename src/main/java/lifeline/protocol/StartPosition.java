package lifeline.protocol;

import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;

/**
 * Where a new subscription, or a guest's reading, begins: the {@code from} of {@code /join}. A tag
 * is never given to another kind.
 */
public sealed interface StartPosition {
  /** Adds the tag of the kind and its fields. */
  void write(ByteOut out);

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws lifeline.codec.UnreadableException if no kind has the tag
   */
  static StartPosition read(ByteIn in) {
    int tag = in.octet();
    return switch (tag) {
      case Unspecified.TAG -> new Unspecified();
      case New.TAG -> new New();
      case All.TAG -> new All();
      case Seq.TAG -> new Seq(in.number());
      case Last.TAG -> new Last(in.signedInteger());
      default -> throw in.unreadable("no 'from' has tag " + tag);
    };
  }

  /** Not given: the next line, after unheard ones. */
  record Unspecified() implements StartPosition {
    private static final int TAG = 0;

    @Override
    public void write(ByteOut out) {
      out.octet(TAG);
    }
  }

  /** {@code from new}: the next line. */
  record New() implements StartPosition {
    private static final int TAG = 1;

    @Override
    public void write(ByteOut out) {
      out.octet(TAG);
    }
  }

  /** {@code from all}: the oldest line retained. */
  record All() implements StartPosition {
    private static final int TAG = 2;

    @Override
    public void write(ByteOut out) {
      out.octet(TAG);
    }
  }

  /** {@code from SEQ}: that line, or the oldest retained one after it; seq is at least 1. */
  record Seq(long seq) implements StartPosition {
    private static final int TAG = 3;

    @Override
    public void write(ByteOut out) {
      out.octet(TAG);
      out.number(seq);
    }
  }

  /** {@code from last N}: the last {@code lines} lines, 0 or more. */
  record Last(int lines) implements StartPosition {
    private static final int TAG = 4;

    @Override
    public void write(ByteOut out) {
      out.octet(TAG);
      out.signed(lines);
    }
  }
}
