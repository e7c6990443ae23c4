package lifeline.protocol;

/** Format and framing. Connections with the same encoding are sent the same bytes. */
public record Encoding(OutputFormat format, Framing framing) {

  private static final int FRAMINGS = Framing.values().length;

  /** The number of encodings. */
  public static final int COUNT = OutputFormat.values().length * FRAMINGS;

  /** A number from 0 to {@link #COUNT} − 1, different for each encoding. */
  @SuppressWarnings("EnumOrdinal") // never stored, never sent
  public int index() {
    return format.ordinal() * FRAMINGS + framing.ordinal();
  }
}
