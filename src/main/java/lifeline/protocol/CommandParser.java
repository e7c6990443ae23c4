package lifeline.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Makes commands of lines. What there is to be understood stands in {@link CommandTable}. */
public final class CommandParser {
  private static final CommandTable TABLE = new CommandTable();

  private CommandParser() {}

  /** Whether a line is a command: it begins with one slash. The line {@code //x} is said text. */
  public static boolean isCommand(byte[] line, int from, int to) {
    return from < to && line[from] == '/' && !(from + 1 < to && line[from + 1] == '/');
  }

  /** Where the text of a line begins that is no command: behind the first slash of {@code //x}. */
  public static int textStart(byte[] line, int from, int to) {
    return from < to && line[from] == '/' ? from + 1 : from;
  }

  /** Parses a line that {@link #isCommand}. Nothing of {@code line} is held on to. */
  public static ParseResult parse(byte[] line, int from, int to) {
    int end = from + 1;
    while (end < to && !Arguments.isBlank(line[end])) {
      end++;
    }
    String word = new String(line, from + 1, end - from - 1, StandardCharsets.UTF_8);
    CommandTable.Row row = TABLE.row(word.toLowerCase(Locale.ROOT));
    if (row == null) {
      return new ParseResult.Bad(Errors.unknownCommand(word));
    }
    Arguments arguments = new Arguments(line, end, to, row.spec().usage());
    try {
      Command command = row.parser().parse(arguments);
      arguments.end();
      return new ParseResult.Good(row.spec(), command);
    } catch (Arguments.Wrong e) {
      return new ParseResult.Bad(e.problem());
    }
  }

  /** All commands, in the order of {@code /help}. */
  public static List<CommandSpec> commands() {
    return TABLE.specs();
  }

  /**
   * The answer to {@code /help}: notices, or one error for a topic that is no command.
   *
   * @param topic the command asked about, with or without its slash; null for all
   * @param operator whether operators' commands are listed too
   */
  public static List<Message> help(String topic, boolean operator) {
    if (topic == null) {
      return TABLE.specs().stream()
          .filter(spec -> operator || !spec.operator())
          .map(CommandParser::notice)
          .toList();
    }
    String name = topic.startsWith("/") ? topic.substring(1) : topic;
    CommandTable.Row row = TABLE.row(name.toLowerCase(Locale.ROOT));
    return List.of(row == null ? Errors.unknownCommand(name) : notice(row.spec()));
  }

  private static Message notice(CommandSpec spec) {
    return Notices.help(spec.usage(), spec.help(), spec.operator());
  }
}
