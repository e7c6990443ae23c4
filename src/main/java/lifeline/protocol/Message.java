package lifeline.protocol;

/** What the server itself says to a client, before it is put into the connection's format. */
public sealed interface Message {

  /** The word by which scripts recognise the message. */
  String code();

  /** The text, without the prefix that the format puts before it. */
  String text();

  /**
   * A notice. In {@code chat} it is shown as {@code * text}, so the text contains the code where
   * the contract wants it seen ({@code joined: ops alice}).
   */
  record Notice(String code, String text) implements Message {}

  /** An error: {@code ! code text}, or {@code ! code; text} for a text that begins with ";". */
  record Problem(ErrorCode error, String text) implements Message {
    @Override
    public String code() {
      return error.code();
    }
  }

  /**
   * A receipt for {@code lines} consecutive lines.
   *
   * @param id room#seq of the last of them
   * @param to live plain connections in the room but the sender's, and groups with a live member
   * @param waiting names and groups with a place and no live connection in the room
   * @param lines how many lines it covers, at least 1
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
