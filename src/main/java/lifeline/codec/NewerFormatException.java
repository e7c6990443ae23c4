package lifeline.codec;

/** The bytes are sound, but a newer server wrote them; the message names both versions. */
public final class NewerFormatException extends UnreadableException {
  private static final long serialVersionUID = 1L;

  NewerFormatException(String what, String figure, long theirs, long ours) {
    super(
        what
            + ": written with "
            + figure
            + " "
            + theirs
            + ", this server reads up to "
            + figure
            + " "
            + ours);
  }
}
