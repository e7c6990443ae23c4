package lifeline.cli.control;

import java.io.IOException;
import java.net.BindException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import lifeline.cluster.RefusedException;
import lifeline.config.SettingsException;
import lifeline.server.ExitCode;
import lifeline.server.StartException;

/** Says what a failure means for the process. */
public final class FailureMessages {
  private FailureMessages() {}

  /** The exit code and the words for a failure, however it is wrapped. */
  public static StartException told(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StartException told) {
        return told;
      }
      if (cause instanceof SettingsException wrong) {
        return new StartException(
            ExitCode.CONFIGURATION, String.join("\n", wrong.problems()), failure);
      }
      if (cause instanceof RefusedException) {
        return new StartException(ExitCode.FAILED, cause.getMessage(), failure);
      }
      if (isRefusedBind(cause)) {
        return new StartException(
            ExitCode.ADDRESS_IN_USE, "can't listen: " + cause.getMessage(), failure);
      }
    }
    return new StartException(ExitCode.ENGINE, words(failure), failure);
  }

  /** Netty's native transport tells a refused bind as an IOException of its own. */
  private static boolean isRefusedBind(Throwable cause) {
    return cause instanceof BindException
        || (cause instanceof IOException
            && cause.getMessage() != null
            && cause.getMessage().toLowerCase(Locale.ROOT).startsWith("bind"));
  }

  private static String words(Throwable failure) {
    Throwable inner = failure;
    while ((inner instanceof CompletionException || inner instanceof ExecutionException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    String name = inner.getClass().getSimpleName();
    return inner.getMessage() == null ? name : name + ": " + inner.getMessage();
  }
}
