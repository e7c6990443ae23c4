package lifeline.server;

import org.jspecify.annotations.Nullable;

/** Ends the process with an exit code; the message is one line, and all that users see. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  private final ExitCode code;

  public StartException(ExitCode code, @Nullable String message) {
    super(message);
    this.code = code;
  }

  public StartException(ExitCode code, @Nullable String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The exit code of the process. */
  public ExitCode code() {
    return code;
  }
}
