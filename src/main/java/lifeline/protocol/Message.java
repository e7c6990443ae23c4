package lifeline.protocol;

/** A message of the server itself to a client, before it is encoded in the connection's format. */
public sealed interface Message {

  /** The word by which programs recognise the message. */
  String code();

  /** The text, without the prefix that the format puts before it. */
  String text();

  /**
   * A notice; {@link Notices} has all. In {@code chat} it is {@code * text}, so the text repeats
   * the code where clients are to see it ({@code joined: ops alice}).
   */
  record Notice(String code, String text) implements Message {}

  /** An error; {@link Errors} has all. A text that begins with ";" follows the code directly. */
  record Problem(ErrorCode error, String text) implements Message {
    @Override
    public String code() {
      return error.code();
    }
  }

  /**
   * A receipt for {@code lines} consecutive lines.
   *
   * @param id room#seq of the last line
   * @param to number of connected plain members of the room, without the sender's connection, plus
   *     groups with a connected member
   * @param waiting number of names and groups with a subscription and no connection in the room
   * @param lines number of lines it covers, at least 1
   */
  record Receipt(String id, int to, int waiting, int lines) implements Message {
    @Override
    public String code() {
      return "ok";
    }

    @Override
    public String text() {
      String text = id + " to " + to + ", " + waiting + " waiting";
      return lines == 1 ? text : text + " (" + lines + " lines)";
    }
  }
}
