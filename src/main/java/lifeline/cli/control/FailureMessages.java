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

/** Turns failures into an exit code and a message for people. */
public final class FailureMessages {
  private FailureMessages() {}

  /** The exit code and the message of a failure, however it is wrapped. */
  public static StartException of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StartException known) {
        return known;
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
    return new StartException(ExitCode.ENGINE, message(failure), failure);
  }

  /** Netty's native transport reports a refused bind by an IOException of its own. */
  private static boolean isRefusedBind(Throwable cause) {
    return cause instanceof BindException
        || (cause instanceof IOException
            && cause.getMessage() != null
            && cause.getMessage().toLowerCase(Locale.ROOT).startsWith("bind"));
  }

  private static String message(Throwable failure) {
    Throwable inner = failure;
    while ((inner instanceof CompletionException || inner instanceof ExecutionException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    String name = inner.getClass().getSimpleName();
    return inner.getMessage() == null ? name : name + ": " + inner.getMessage();
  }
}
