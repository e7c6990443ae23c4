package lifeline.protocol;

import java.util.Locale;

/** The codes of errors (protocol.txt, section 5). */
public enum ErrorCode {
  UNKNOWN_COMMAND,
  BAD_ARGUMENTS,
  BAD_NAME,
  BAD_ROOM,
  NOT_JOINED,
  LINE_TOO_LONG,
  FORBIDDEN,
  BAD_PASSWORD,
  LOGIN_REQUIRED,
  QUEUE_FULL,
  UNAVAILABLE,
  TOO_FAST,
  UNKNOWN_ID,
  UNKNOWN_NAME,
  TOO_MANY_CONNECTIONS;

  private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The word that clients read, for example {@code line-too-long}. */
  public String code() {
    return code;
  }
}
