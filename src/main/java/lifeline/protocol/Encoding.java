package lifeline.protocol;

/** Format and framing: connections that agree in both can be sent the very same bytes. */
public record Encoding(Format format, Framing framing) {

  /** How many encodings there are. */
  public static final int COUNT = Format.values().length * Framing.values().length;

  /** A number from 0 to {@link #COUNT} − 1, different for each encoding. */
  public int index() {
    return format.ordinal() * Framing.values().length + framing.ordinal();
  }
}
