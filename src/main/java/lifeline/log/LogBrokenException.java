package lifeline.log;

import org.jspecify.annotations.Nullable;

/** It is no longer certain what the log or the store has on the disk; the server must end. */
public final class LogBrokenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LogBrokenException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
