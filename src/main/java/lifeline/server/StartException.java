package lifeline.server;

/** Ends the process with a code; the message is one line for people and is all they see. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  private final ExitCode code;

  public StartException(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  public StartException(ExitCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** What the process ends with. */
  public ExitCode code() {
    return code;
  }
}
