package lifeline.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import lifeline.protocol.Message.Problem;
import org.jspecify.annotations.Nullable;

/** The arguments of one command line, read from left to right. Blanks are space and TAB. */
final class Arguments {

  /** An argument is wrong; {@link #problem()} is the answer. */
  static final class ArgumentException extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    ArgumentException(Problem problem) {
      super(problem.text(), null, false, false);
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }

  private static final int MAX_DIGITS = 18;

  private final byte[] bytes;
  private final int to;
  private final String usage;
  private int position;

  Arguments(byte[] bytes, int from, int to, String usage) {
    this.bytes = bytes;
    this.position = from;
    this.to = to;
    this.usage = usage;
  }

  /** The next word, or null at the end. Invalid UTF-8 in it is replaced by U+FFFD. */
  @Nullable String optional() {
    while (position < to && isBlank(bytes[position])) {
      position++;
    }
    int start = position;
    while (position < to && !isBlank(bytes[position])) {
      position++;
    }
    return start == position
        ? null
        : new String(bytes, start, position - start, StandardCharsets.UTF_8);
  }

  /** The next word. */
  String word() throws ArgumentException {
    String word = optional();
    if (word == null) {
      throw usage();
    }
    return word;
  }

  /** The next word, which has to be valid UTF-8 of at most {@code longest} bytes. */
  String key(int longest) throws ArgumentException {
    word();
    int start = position;
    while (start > 0 && !isBlank(bytes[start - 1])) {
      start--;
    }
    if (position - start > longest) {
      throw usage();
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, position - start))
          .toString();
    } catch (CharacterCodingException e) {
      throw usage();
    }
  }

  /** The text after the last word and the one blank that follows it, byte for byte; not empty. */
  LineBlock text() throws ArgumentException {
    LineBlock.Builder text = new LineBlock.Builder();
    if (position + 1 >= to) {
      throw usage();
    }
    text.add(bytes, position + 1, to);
    position = to;
    return text.build();
  }

  /** The rest of the line without blanks around it; null if there is none. */
  @Nullable String rest() {
    String rest = new String(bytes, position, to - position, StandardCharsets.UTF_8).strip();
    position = to;
    return rest.isEmpty() ? null : rest;
  }

  /** Checks that nothing follows. */
  void end() throws ArgumentException {
    if (optional() != null) {
      throw usage();
    }
  }

  /** The next word as a room or the room of a name, folded. */
  String room() throws ArgumentException {
    return room(word());
  }

  /** As {@link #room()}, or null at the end. */
  @Nullable String optionalRoom() throws ArgumentException {
    String word = optional();
    return word == null ? null : room(word);
  }

  /** The next word as a room that is not the room of a name. */
  String roomToSayIn() throws ArgumentException {
    String room = room();
    if (Names.isDirect(room)) {
      throw new ArgumentException(Errors.onlyByMsg(room));
    }
    return room;
  }

  static String room(String word) throws ArgumentException {
    if (!Names.isRoom(word)) {
      throw new ArgumentException(Errors.notARoom(word));
    }
    return Names.fold(word);
  }

  /** The next word as a name, reserved or not. */
  String name() throws ArgumentException {
    String word = word();
    if (!Names.isName(word)) {
      throw new ArgumentException(Errors.notAName(word));
    }
    return word;
  }

  /** The next word as a name or group that a client may take. */
  String newName() throws ArgumentException {
    String word = name();
    if (!Names.mayBeTaken(word)) {
      throw new ArgumentException(Errors.reservedName(word));
    }
    return word;
  }

  /** The next word as the id of a line. */
  LineId id() throws ArgumentException {
    return id(word());
  }

  LineId id(String word) throws ArgumentException {
    int hash = word.indexOf('#');
    if (hash < 0 || !Names.isRoom(word.substring(0, hash))) {
      throw usage();
    }
    return new LineId(
        Names.fold(word.substring(0, hash)), number(word.substring(hash + 1), 1, Long.MAX_VALUE));
  }

  long number(String word, long least, long most) throws ArgumentException {
    if (word.isEmpty() || word.length() > MAX_DIGITS) {
      throw usage();
    }
    long number = 0;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c < '0' || c > '9') {
        throw usage();
      }
      number = number * 10 + (c - '0');
    }
    if (number < least || number > most) {
      throw usage();
    }
    return number;
  }

  int number(String word, int least, int most) throws ArgumentException {
    return (int) number(word, (long) least, (long) most);
  }

  /** A number of lines, cut to the largest {@code int}. */
  int count(String word) throws ArgumentException {
    return (int) Math.min(Integer.MAX_VALUE, number(word, 0, Long.MAX_VALUE));
  }

  ArgumentException usage() {
    return new ArgumentException(Errors.usage(usage));
  }

  static boolean isBlank(byte value) {
    return value == ' ' || value == '\t';
  }
}
