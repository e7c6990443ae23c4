package lifeline.codec;

/** Bytes are damaged, truncated, or not what was expected; the message says where and how. */
public class UnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableException(String message) {
    super(message);
  }

  public UnreadableException(String message, Throwable cause) {
    super(message, cause);
  }
}
