package lifeline.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import lifeline.connection.ConfirmLevel;
import lifeline.protocol.Arguments.ArgumentException;
import org.jspecify.annotations.Nullable;

/** All commands, in the order of {@code /help}. To add a command, add a row. */
public final class CommandTable {

  /**
   * A command as clients see it.
   *
   * @param name the word after the slash, in lower case
   * @param usage the whole command with its arguments, for example {@code /part ROOM}
   * @param help what it does, in one line
   * @param operator whether it is for operators only
   * @param pipelined whether it is answered by nothing but errors and receipts
   */
  public record Spec(String name, String usage, String help, boolean operator, boolean pipelined) {}

  /** Parses the arguments of one command. */
  @FunctionalInterface
  interface Parser {
    Command parse(Arguments arguments) throws ArgumentException;
  }

  record Row(Spec spec, Parser parser) {}

  private static final int HISTORY_LINES = 20;
  private static final int MAX_WINDOW = 100_000;

  /** A day, in s. */
  private static final int MAX_HEARTBEAT = 86_400;

  /** 30 days, in s: by default a subscription expires after that ({@code name-expiry}). */
  private static final int MAX_NACK = 2_592_000;

  /** Bytes; a room remembers up to 100,000 keys. */
  private static final int MAX_KEY = 256;

  private final Map<String, Row> rows = new LinkedHashMap<>();

  CommandTable() {
    answered("/help [COMMAND]", "lists the commands, or explains one", CommandTable::help);
    answered("/name NAME [PASSWORD]", "says who you are", CommandTable::name);
    answered(
        "/join ROOM [as GROUP] [from new|all|SEQ|last N]",
        "hears a room, alone or sharing its lines with a group",
        CommandTable::join);
    answered("/part ROOM", "leaves a room and gives up the place in it", CommandTable::part);
    pipelined("/say ROOM TEXT", "says a line in a room", a -> say(a, false));
    answered("/pipe ROOM", "says all further input, as it is, in a room", CommandTable::pipe);
    pipelined("/msg NAME TEXT", "says a line to a name alone", CommandTable::msg);
    pipelined("/urgent ROOM TEXT", "says a line that overtakes waiting ones", a -> say(a, true));
    pipelined("/once KEY ROOM TEXT", "says a line unless KEY was seen before", CommandTable::once);
    answered("/history ROOM [N]", "shows the last N (20) lines of a room", CommandTable::history);
    answered("/rooms", "lists the rooms", a -> new Command.Rooms());
    answered("/who [ROOM]", "lists who is connected", a -> new Command.Who(a.optionalRoom()));
    answered(
        "/format chat|raw|tsv|json",
        "sets how lines are written to you",
        a -> new Command.SetFormat(choice(a, OutputFormat.values(), CommandTable::lower)));
    answered("/echo on|off", "hears your own lines, or not", a -> new Command.Echo(onOff(a)));
    answered(
        "/receipts on|off",
        "answers each line said with its id, or not",
        a -> new Command.Receipts(onOff(a)));
    answered(
        "/confirm written|received|ack",
        "sets what counts as proof that you have a line",
        a -> new Command.Confirm(choice(a, ConfirmLevel.values(), ConfirmLevel::word)));
    answered(
        "/window N",
        "takes at most N unconfirmed lines of groups",
        a -> new Command.Window(a.number(a.word(), 1, MAX_WINDOW)));
    pipelined("/ack ID… | ..ID", "confirms lines, or all up to one", CommandTable::ack);
    pipelined("/nack ID [SECONDS]", "gives a line back, to come again", CommandTable::nack);
    answered("/heartbeat SECONDS|off", "asks you for life signs", CommandTable::heartbeat);
    answered(
        "/ping [TOKEN]", "is answered pong: TOKEN", a -> new Command.Ping(orEmpty(a.optional())));
    pipelined(
        "/pong [TOKEN]",
        "answers a ping and confirms what came before it",
        a -> new Command.Pong(orEmpty(a.optional())));
    answered(
        "/dead [ROOM] | retry ID|all | drop ID|all",
        "shows lines given up, retries or drops them",
        CommandTable::dead);
    answered("/why NAME", "tells how connections of a name ended", a -> new Command.Why(a.name()));
    answered("/stats", "shows figures of your queues", a -> new Command.Stats());
    answered("/quit", "ends the connection", a -> new Command.Quit());
    operator("/kick NAME [reset]", "ends the connections of a name", CommandTable::kick);
    operator("/drain", "ends the server when all is delivered", a -> new Command.Drain());
  }

  /** The row of a command, by its name in lower case; null if there is none. */
  @Nullable Row row(String name) {
    return rows.get(name);
  }

  List<Spec> specs() {
    return rows.values().stream().map(Row::spec).toList();
  }

  private void answered(String usage, String help, Parser parser) {
    add(usage, help, false, false, parser);
  }

  private void pipelined(String usage, String help, Parser parser) {
    add(usage, help, false, true, parser);
  }

  private void operator(String usage, String help, Parser parser) {
    add(usage, help, true, false, parser);
  }

  private void add(String usage, String help, boolean operator, boolean pipelined, Parser parser) {
    int blank = usage.indexOf(' ');
    String name = usage.substring(1, blank < 0 ? usage.length() : blank);
    rows.put(name, new Row(new Spec(name, usage, help, operator, pipelined), parser));
  }

  private static Command help(Arguments a) {
    return new Command.Help(a.optional());
  }

  private static Command name(Arguments a) throws ArgumentException {
    return new Command.Name(a.newName(), a.rest());
  }

  private static Command join(Arguments a) throws ArgumentException {
    String room = a.room();
    String group = null;
    StartPosition from = new StartPosition.Unspecified();
    for (String word = a.optional(); word != null; word = a.optional()) {
      if (word.equalsIgnoreCase("as") && group == null) {
        group = a.newName();
      } else if (word.equalsIgnoreCase("from") && from instanceof StartPosition.Unspecified) {
        from = from(a);
      } else {
        throw a.usage();
      }
    }
    return new Command.Join(room, group, from);
  }

  private static StartPosition from(Arguments a) throws ArgumentException {
    String word = a.word();
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "new" -> new StartPosition.New();
      case "all" -> new StartPosition.All();
      case "last" -> new StartPosition.Last(a.count(a.word()));
      default -> new StartPosition.Seq(a.number(word, 1, Long.MAX_VALUE));
    };
  }

  private static Command part(Arguments a) throws ArgumentException {
    return new Command.Part(a.room());
  }

  private static Command say(Arguments a, boolean urgent) throws ArgumentException {
    return new Command.Say(a.roomToSayIn(), a.text(), urgent, null);
  }

  private static Command once(Arguments a) throws ArgumentException {
    String key = a.key(MAX_KEY);
    return new Command.Say(a.roomToSayIn(), a.text(), false, key);
  }

  private static Command pipe(Arguments a) throws ArgumentException {
    return new Command.Pipe(a.roomToSayIn());
  }

  private static Command msg(Arguments a) throws ArgumentException {
    return new Command.Msg(a.name(), a.text());
  }

  private static Command history(Arguments a) throws ArgumentException {
    String room = a.room();
    String lines = a.optional();
    return new Command.History(room, lines == null ? HISTORY_LINES : a.count(lines));
  }

  private static Command ack(Arguments a) throws ArgumentException {
    String first = a.word();
    if (first.startsWith("..")) {
      return new Command.AckUpTo(a.id(first.substring(2)));
    }
    List<LineId> ids = new ArrayList<>();
    for (String word = first; word != null; word = a.optional()) {
      ids.add(a.id(word));
    }
    return new Command.Ack(List.copyOf(ids));
  }

  private static Command nack(Arguments a) throws ArgumentException {
    LineId id = a.id();
    String seconds = a.optional();
    return new Command.Nack(id, seconds == null ? -1 : a.number(seconds, 0, MAX_NACK));
  }

  private static Command heartbeat(Arguments a) throws ArgumentException {
    String word = a.word();
    return new Command.Heartbeat(
        word.equalsIgnoreCase("off") ? 0 : a.number(word, 0, MAX_HEARTBEAT));
  }

  /** {@code retry} and {@code drop} cannot be rooms here. */
  private static Command dead(Arguments a) throws ArgumentException {
    String word = a.optional();
    if (word == null) {
      return new Command.Dead(null);
    }
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "retry" -> new Command.DeadRetry(idOrAll(a));
      case "drop" -> new Command.DeadDrop(idOrAll(a));
      default -> new Command.Dead(Arguments.room(word));
    };
  }

  private static @Nullable LineId idOrAll(Arguments a) throws ArgumentException {
    String word = a.word();
    return word.equalsIgnoreCase("all") ? null : a.id(word);
  }

  private static Command kick(Arguments a) throws ArgumentException {
    String name = a.name();
    String how = a.optional();
    if (how != null && !how.equalsIgnoreCase("reset")) {
      throw a.usage();
    }
    return new Command.Kick(name, how != null);
  }

  private static boolean onOff(Arguments a) throws ArgumentException {
    return choice(a, new Boolean[] {true, false}, on -> on ? "on" : "off");
  }

  private static <T> T choice(Arguments a, T[] values, Function<T, String> word)
      throws ArgumentException {
    String wanted = a.word();
    return Arrays.stream(values)
        .filter(value -> word.apply(value).equalsIgnoreCase(wanted))
        .findFirst()
        .orElseThrow(a::usage);
  }

  private static String lower(OutputFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
