package lifeline.codec;

/** Sound bytes that a newer server wrote; the message names its version and this one's. */
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
