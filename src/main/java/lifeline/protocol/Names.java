package lifeline.protocol;

import java.util.Locale;

/** What names, groups and rooms may be called. */
public final class Names {
  /** Longest name or group. */
  public static final int MAX_NAME = 32;

  /** Longest room, apart from the rooms of names. */
  public static final int MAX_ROOM = 64;

  /** The room of what is said before any {@code /join}. */
  public static final String LOBBY = "lobby";

  private static final String GUEST = "guest-";

  private Names() {}

  /** Whether it has the form of a name or group: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,31}}. */
  public static boolean isName(String text) {
    return isWord(text, 0, MAX_NAME);
  }

  /**
   * Whether somebody may take it as name or group: {@code guest-…}, {@code server} and {@code
   * console} are kept by the server, but may be the target of a command.
   */
  public static boolean mayBeTaken(String text) {
    String folded = fold(text);
    return isName(text) && !isGuest(folded) && !isReserved(folded);
  }

  /** Whether it has the form of a room or of the room of a name. */
  public static boolean isRoom(String text) {
    return isDirect(text) ? isWord(text, 1, MAX_NAME) : isWord(text, 0, MAX_ROOM);
  }

  /** Whether it is the room of a name: begins with {@code @}. */
  public static boolean isDirect(String room) {
    return !room.isEmpty() && room.charAt(0) == '@';
  }

  /** Whether the name is one the server gives to who has none. */
  public static boolean isGuest(String name) {
    return name.regionMatches(true, 0, GUEST, 0, GUEST.length());
  }

  /** The name of guest {@code number}. */
  public static String guest(long number) {
    return GUEST + number;
  }

  /** The form in which names, groups and rooms are compared; rooms are also shown in it. */
  public static String fold(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The room of a name. */
  public static String directRoom(String name) {
    return "@" + fold(name);
  }

  private static boolean isReserved(String folded) {
    return folded.equals("server") || folded.equals("console");
  }

  private static boolean isWord(String text, int from, int longest) {
    int length = text.length() - from;
    if (length < 1 || length > longest || !isLetterOrDigit(text.charAt(from))) {
      return false;
    }
    for (int i = from + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
