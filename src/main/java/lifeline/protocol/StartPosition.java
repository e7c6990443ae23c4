package lifeline.protocol;

/** Where a new place, or a guest's reading, begins: the {@code from} of {@code /join}. */
public sealed interface StartPosition {
  /** Nothing was said: the next line, after unheard ones. */
  record Unsaid() implements StartPosition {}

  /** {@code from new}: the next line. */
  record New() implements StartPosition {}

  /** {@code from all}: the oldest line kept. */
  record All() implements StartPosition {}

  /** {@code from SEQ}: that line, or the oldest kept behind it; seq is at least 1. */
  record Seq(long seq) implements StartPosition {}

  /** {@code from last N}: the last {@code lines} lines, 0 or more. */
  record Last(int lines) implements StartPosition {}
}
