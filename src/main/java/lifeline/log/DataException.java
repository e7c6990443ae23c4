package lifeline.log;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/** The data folder can't be used; the message says what is wrong with it, for people. */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DataException(@Nullable String message) {
    super(message);
  }

  public DataException(@Nullable String message, Throwable cause) {
    super(message, cause);
  }

  public DataException(IOException cause) {
    super(words(cause), cause);
  }

  /** The message of some failures is only the name of the file. */
  private static String words(IOException e) {
    boolean isBare = e instanceof FileSystemException file && file.getReason() == null;
    if (e instanceof AccessDeniedException) {
      return e.getMessage() + ": permission denied";
    }
    return isBare || e.getMessage() == null
        ? e.getClass().getSimpleName() + ": " + e.getMessage()
        : e.getMessage();
  }
}
