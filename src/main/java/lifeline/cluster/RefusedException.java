package lifeline.cluster;

/** An operator's command cannot be carried out; the message says why, for people. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RefusedException(String message) {
    super(message);
  }
}
