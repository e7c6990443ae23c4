package lifeline.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parses lines that are commands. The rows of {@link CommandTable} say what there is to parse. */
public final class CommandParser {
  private static final CommandTable TABLE = new CommandTable();

  /** The result of parsing a command line. */
  public sealed interface Result {}

  /** A well-formed command. */
  public record Valid(CommandTable.Spec spec, Command command) implements Result {}

  /** An unknown command, or one with wrong arguments: the answer to it. */
  public record Invalid(Message.Problem problem) implements Result {}

  private CommandParser() {}

  /** Whether a line is a command: it begins with one slash. The line {@code //x} is said text. */
  public static boolean isCommand(byte[] line, int from, int to) {
    return from < to && line[from] == '/' && !(from + 1 < to && line[from + 1] == '/');
  }

  /** Where the text of a said line begins: after the first slash of {@code //x}. */
  public static int textStart(byte[] line, int from, int to) {
    return from < to && line[from] == '/' ? from + 1 : from;
  }

  /** Parses a line that {@link #isCommand}. The array is not retained. */
  public static Result parse(byte[] line, int from, int to) {
    int end = from + 1;
    while (end < to && !Arguments.isBlank(line[end])) {
      end++;
    }
    String word = new String(line, from + 1, end - from - 1, StandardCharsets.UTF_8);
    CommandTable.Row row = TABLE.row(word.toLowerCase(Locale.ROOT));
    if (row == null) {
      return new Invalid(Errors.unknownCommand(word));
    }
    Arguments arguments = new Arguments(line, end, to, row.spec().usage());
    try {
      Command command = row.parser().parse(arguments);
      arguments.end();
      return new Valid(row.spec(), command);
    } catch (Arguments.ArgumentException e) {
      return new Invalid(e.problem());
    }
  }

  /** All commands, in the order of {@code /help}. */
  public static List<CommandTable.Spec> commands() {
    return TABLE.specs();
  }

  /**
   * The answer to {@code /help}: notices, or one error for a topic that is no command.
   *
   * @param topic the command asked about, with or without its slash; null for all
   * @param operator whether operators' commands are listed too
   */
  public static List<Message> help(@Nullable String topic, boolean operator) {
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

  private static Message notice(CommandTable.Spec spec) {
    return Notices.help(spec.usage(), spec.help(), spec.operator());
  }
}
