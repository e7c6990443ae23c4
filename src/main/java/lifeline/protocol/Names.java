package lifeline.protocol;

import java.util.Locale;

/**
 * The grammar of names, groups and rooms (protocol.txt, section 8). Names and groups are compared
 * {@linkplain #fold folded} and shown as first written; rooms are always folded.
 */
public final class Names {
  /** Characters of the longest name or group. */
  public static final int MAX_NAME = 32;

  /** Characters of the longest room, apart from the rooms of names. */
  public static final int MAX_ROOM = 64;

  /** The room of a connection that has joined none. */
  public static final String LOBBY = "lobby";

  /** What the room of a name begins with, before the name. */
  public static final String DIRECT_PREFIX = "@";

  private static final String GUEST_PREFIX = "guest-";

  private Names() {}

  /** Whether it has the form of a name or group: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,31}}. */
  public static boolean isName(String text) {
    return isWord(text, 0, MAX_NAME);
  }

  /** Whether only the server uses the name: {@code guest-...}, {@code server}, {@code console}. */
  public static boolean isReserved(String name) {
    return isGuest(name) || name.equalsIgnoreCase("server") || name.equalsIgnoreCase("console");
  }

  /** Whether a client may take it as name or group; it may address the others in commands. */
  public static boolean mayBeTaken(String text) {
    return isName(text) && !isReserved(text);
  }

  /** Whether it has the form of a room or of the room of a name, folded or not. */
  public static boolean isRoom(String text) {
    return isDirect(text) ? isWord(text, 1, MAX_NAME) : isWord(text, 0, MAX_ROOM);
  }

  /** Whether a room is the room of a name. */
  public static boolean isDirect(String room) {
    return room.startsWith(DIRECT_PREFIX);
  }

  /** Whether a name is one that the server gives to connections without name. */
  public static boolean isGuest(String name) {
    return name.regionMatches(true, 0, GUEST_PREFIX, 0, GUEST_PREFIX.length());
  }

  /** The name of guest {@code number}. */
  public static String guest(long number) {
    return GUEST_PREFIX + number;
  }

  /** The form in which names, groups and rooms are compared. */
  public static String fold(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The room of a name, folded or not. */
  public static String directRoom(String name) {
    return DIRECT_PREFIX + fold(name);
  }

  /** The folded name whose room it is; the room has to be {@linkplain #isDirect direct}. */
  public static String owner(String directRoom) {
    return directRoom.substring(DIRECT_PREFIX.length());
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
