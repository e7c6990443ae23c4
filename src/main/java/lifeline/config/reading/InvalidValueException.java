package lifeline.config.reading;

/** The text of a value that cannot be used; the message is the reason, for people. */
public final class InvalidValueException extends Exception {
  private static final long serialVersionUID = 1;

  InvalidValueException(String reason) {
    super(reason);
  }
}
