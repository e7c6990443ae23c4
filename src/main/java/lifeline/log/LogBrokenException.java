package lifeline.log;

/** The engine can't say any more what is kept, and must not go on. */
public final class LogBrokenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LogBrokenException(String message, Throwable cause) {
    super(message, cause);
  }
}
