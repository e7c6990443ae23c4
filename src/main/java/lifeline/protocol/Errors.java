package lifeline.protocol;

import lifeline.protocol.Message.Problem;
import org.jspecify.annotations.Nullable;

/**
 * All errors that the server sends: the codes of {@link ErrorCode} (protocol.txt, section 5) with
 * their texts. Programs match the code; the text is for people.
 */
public final class Errors {
  /** Words of a client are cut to this number of characters in an answer. */
  private static final int MAX_SHOWN = 80;

  private Errors() {}

  /** There is no such command. */
  static Problem unknownCommand(String word) {
    return new Problem(ErrorCode.UNKNOWN_COMMAND, "/" + shown(word) + "; /help lists them");
  }

  /** A command's arguments are wrong; {@code usage} is how it is written. */
  static Problem usage(String usage) {
    return new Problem(ErrorCode.BAD_ARGUMENTS, "usage: " + usage);
  }

  /** The word is not a room. */
  static Problem notARoom(String word) {
    return new Problem(
        ErrorCode.BAD_ROOM,
        shown(word) + " is no room; letters, digits, . _ -, at most " + Names.MAX_ROOM);
  }

  /** The word is not a name. */
  static Problem notAName(String word) {
    return new Problem(
        ErrorCode.BAD_NAME,
        shown(word) + " is no name; letters, digits, . _ -, at most " + Names.MAX_NAME);
  }

  /** The name is one that only the server uses. */
  static Problem reservedName(String word) {
    return new Problem(ErrorCode.BAD_NAME, shown(word) + " is kept by the server");
  }

  /** Lines for the room of a name come by {@code /msg} alone. */
  static Problem onlyByMsg(String room) {
    return new Problem(ErrorCode.FORBIDDEN, "only /msg says into " + room);
  }

  /** A line of {@code length} bytes was longer than the limit. */
  public static Problem lineTooLong(long length) {
    return new Problem(ErrorCode.LINE_TOO_LONG, length + " bytes; line dropped");
  }

  /** Nobody may take the name or group. */
  public static Problem badName(String name) {
    return new Problem(ErrorCode.BAD_NAME, name);
  }

  /** It is not a room. */
  public static Problem badRoom(String room) {
    return new Problem(ErrorCode.BAD_ROOM, room);
  }

  /** The connection is not in the room. */
  public static Problem notJoined(String room) {
    return new Problem(ErrorCode.NOT_JOINED, room);
  }

  /** The room is another name's. */
  public static Problem forbidden(String room) {
    return new Problem(ErrorCode.FORBIDDEN, room);
  }

  /** The command is for operators. */
  public static Problem operatorsOnly() {
    return new Problem(ErrorCode.FORBIDDEN, "for operators");
  }

  /** The server has {@code most} rooms. */
  public static Problem tooManyRooms(int most) {
    return new Problem(ErrorCode.FORBIDDEN, "at most " + most + " rooms");
  }

  /** The connection has joined {@code most} rooms. */
  public static Problem tooManyJoined(int most) {
    return new Problem(ErrorCode.FORBIDDEN, "at most " + most + " rooms joined");
  }

  /** The server knows {@code most} names. */
  public static Problem tooManyNames(int most) {
    return new Problem(ErrorCode.FORBIDDEN, "at most " + most + " names");
  }

  /** No line with that id is in a state that the command is for. */
  public static Problem unknownId(LineId id) {
    return new Problem(ErrorCode.UNKNOWN_ID, id.toString());
  }

  /** Nothing is known about the name. */
  public static Problem unknownName(String name) {
    return new Problem(ErrorCode.UNKNOWN_NAME, name);
  }

  /** The subscription's queue has no space for the dead letters. */
  public static Problem queueFull(String room) {
    return new Problem(ErrorCode.QUEUE_FULL, room);
  }

  /** The lines are stored nowhere. */
  public static Problem linesRefused(int lines, @Nullable String reason) {
    return unavailable(lines + " lines refused: " + reason);
  }

  /** Whether the lines were accepted is not known. */
  public static Problem linesUnknown(int lines, String reason) {
    return unavailable(lines + " lines unknown: " + reason);
  }

  /** The command, a word without slash, was not carried out. */
  public static Problem commandRefused(String command, @Nullable String reason) {
    return unavailable("/" + command + " refused: " + reason);
  }

  /** What a client gets in place of the greeting during an outage. */
  public static Problem notGreeted(String reason) {
    return unavailable(reason + "; /history ROOM shows what this node has");
  }

  /** A query failed. */
  public static Problem noAnswer() {
    return unavailable("no answer, try again");
  }

  /** The connection is not admitted; the client may try again after {@code seconds}. */
  public static Problem tooManyConnections(long seconds) {
    return new Problem(ErrorCode.TOO_MANY_CONNECTIONS, "; again in " + seconds + "s");
  }

  private static Problem unavailable(String text) {
    return new Problem(ErrorCode.UNAVAILABLE, text);
  }

  private static String shown(String word) {
    return word.length() <= MAX_SHOWN ? word : word.substring(0, MAX_SHOWN) + "…";
  }
}
