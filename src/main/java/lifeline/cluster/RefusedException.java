package lifeline.cluster;

/** What an operator has asked for can't be done; the message says why, for people. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RefusedException(String message) {
    super(message);
  }
}
