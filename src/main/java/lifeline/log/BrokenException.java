package lifeline.log;

/** The engine can't say any more what is kept, and must not go on. */
final class BrokenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BrokenException(String message, Throwable cause) {
    super(message, cause);
  }
}
