package lifeline.protocol;

import static lifeline.protocol.in.EventRecorder.latin;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import lifeline.Seed;
import lifeline.connection.ConfirmLevel;
import lifeline.protocol.in.InputSplits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandParserTest {

  @Test
  void shouldTellCommandsFromText() {
    assertTrue(isCommand("/x") && isCommand("/"));
    assertFalse(isCommand("//x") || isCommand("x/") || isCommand("") || isCommand(" /x"));
    assertEquals(3, CommandParser.textStart(latin("..//x"), 2, 5));
    assertEquals(2, CommandParser.textStart(latin("..x"), 2, 3));
  }

  @Test
  void shouldParseWhoAndWhere() {
    good("/help", new Command.Help(null));
    good("/HELP /Say", new Command.Help("/Say"));
    good("/name Alice", new Command.Name("Alice", null));
    good("/name Alice ", new Command.Name("Alice", null));
    good("/name Alice a pass word ", new Command.Name("Alice", "a pass word"));
    good("/part Ops", new Command.Part("ops"));
    good("/pipe OPS", new Command.Pipe("ops"));
    good("/rooms ", new Command.Rooms());
    good("/who", new Command.Who(null));
    good("/who @Alice", new Command.Who("@alice"));
    good("/history ops", new Command.History("ops", 20));
    good("/history  ops\t3 ", new Command.History("ops", 3));
    good("/history ops 99999999999", new Command.History("ops", Integer.MAX_VALUE));
    good("/quit", new Command.Quit());
    good("/stats", new Command.Stats());
    good("/why guest-7", new Command.Why("guest-7"));
    good("/kick server", new Command.Kick("server", false));
    good("/kick bob RESET", new Command.Kick("bob", true));
    good("/drain", new Command.Drain());
  }

  @Test
  void shouldParseJoinWithGroupAndBeginning() {
    good("/join Ops", new Command.Join("ops", null, new StartPosition.Unspecified()));
    good("/join @alice", new Command.Join("@alice", null, new StartPosition.Unspecified()));
    good(
        "/join ops as Workers",
        new Command.Join("ops", "Workers", new StartPosition.Unspecified()));
    good("/join ops from new", new Command.Join("ops", null, new StartPosition.New()));
    good("/join ops AS g FROM ALL", new Command.Join("ops", "g", new StartPosition.All()));
    good("/join ops from 17 as g", new Command.Join("ops", "g", new StartPosition.Seq(17)));
    good("/join ops from last 0", new Command.Join("ops", null, new StartPosition.Last(0)));
  }

  @Test
  void shouldParseWhatIsSaid() {
    said("/say Ops hello", "ops", "hello", false, null);
    said("/say   ops  two blanks ", "ops", " two blanks ", false, null);
    said("/say ops \u00ff\0\u0080\t", "ops", "\u00ff\0\u0080\t", false, null);
    said("/urgent ops fire", "ops", "fire", true, null);
    said("/once Key-1 ops /x", "ops", "/x", false, "Key-1");
    Command.Msg msg = assertInstanceOf(Command.Msg.class, good("/msg Guest-3  hi"));
    assertEquals("Guest-3", msg.name());
    assertArrayEquals(latin(" hi"), bytes(msg.text()));
  }

  @Test
  void shouldParseSettings() {
    good("/format JSON", new Command.SetFormat(OutputFormat.JSON));
    good("/format chat", new Command.SetFormat(OutputFormat.CHAT));
    good("/echo on", new Command.Echo(true));
    good("/receipts OFF", new Command.Receipts(false));
    good("/confirm received", new Command.Confirm(ConfirmLevel.RECEIVED));
    good("/window 1", new Command.Window(1));
    good("/window 100000", new Command.Window(100_000));
    good("/heartbeat 15", new Command.Heartbeat(15));
    good("/heartbeat off", new Command.Heartbeat(0));
    good("/ping", new Command.Ping(""));
    good("/ping t1", new Command.Ping("t1"));
    good("/pong 7", new Command.Pong("7"));
  }

  @Test
  void shouldParseConfirmations() {
    LineId three = new LineId("ops", 3);
    LineId five = new LineId("@bob", 5);
    good("/ack ops#3", new Command.Ack(List.of(three)));
    good("/ack OPS#3  @Bob#5 ", new Command.Ack(List.of(three, five)));
    good("/ack ..ops#3", new Command.AckUpTo(three));
    good("/nack ops#3", new Command.Nack(three, -1));
    good("/nack ops#3 0", new Command.Nack(three, 0));
    good("/dead", new Command.Dead(null));
    good("/dead Ops", new Command.Dead("ops"));
    good("/dead retry ops#3", new Command.DeadRetry(three));
    good("/dead Retry ALL", new Command.DeadRetry(null));
    good("/dead drop @bob#5", new Command.DeadDrop(five));
    good("/dead drop all", new Command.DeadDrop(null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/help a b",
        "/name",
        "/join",
        "/join ops as",
        "/join ops as g as h",
        "/join ops in x",
        "/join ops from",
        "/join ops from last",
        "/join ops from last -1",
        "/join ops from 0",
        "/join ops from yesterday",
        "/join ops from all from new",
        "/part",
        "/part a b",
        "/say",
        "/say ops",
        "/say ops ",
        "/urgent ops",
        "/once key ops",
        "/once key",
        "/once \u00ff ops x",
        "/pipe",
        "/pipe ops now",
        "/msg bob",
        "/msg bob ",
        "/history",
        "/history ops x",
        "/history ops 99999999999999999999",
        "/rooms all",
        "/who a b",
        "/format",
        "/format xml",
        "/echo",
        "/echo maybe",
        "/receipts on off",
        "/confirm none",
        "/window 0",
        "/window 100001",
        "/ack",
        "/ack 3",
        "/ack ops#",
        "/ack ops#0",
        "/ack ops#1 ..ops#2",
        "/ack ..",
        "/ack ..ops#1 ops#2",
        "/nack",
        "/nack ops#1 -1",
        "/heartbeat",
        "/heartbeat 1.5",
        "/ping a b",
        "/pong a b",
        "/dead retry",
        "/dead drop ops",
        "/dead a b",
        "/why",
        "/stats x",
        "/quit now",
        "/kick",
        "/kick bob softly",
        "/drain now"
      })
  void shouldAnswerWrongArgumentsWithTheUsage(String line) {
    Message.Problem problem = bad(line);
    assertEquals(ErrorCode.BAD_ARGUMENTS, problem.error());
    String command = line.split(" ", -1)[0];
    assertTrue(problem.text().startsWith("usage: " + command), problem.text());
  }

  @Test
  void shouldRefuseNamesAndRooms() {
    for (String line :
        List.of("/name -x", "/name guest-1", "/name Server x", "/join r as console", "/msg @b x")) {
      assertEquals(ErrorCode.BAD_NAME, bad(line).error(), line);
    }
    for (String line :
        List.of("/join #ops", "/part @", "/say o/s x", "/once k ! x", "/who @-", "/dead ?")) {
      assertEquals(ErrorCode.BAD_ROOM, bad(line).error(), line);
    }
    for (String line : List.of("/say @bob x", "/pipe @bob", "/urgent @b x", "/once k @b x")) {
      assertEquals(ErrorCode.FORBIDDEN, bad(line).error(), line);
    }
    assertTrue(bad("/join " + "x".repeat(8000)).text().length() < 200);
    assertEquals(ErrorCode.BAD_ARGUMENTS, bad("/once " + "k".repeat(257) + " ops x").error());
  }

  @Test
  void shouldPointToTheHelpForUnknownCommands() {
    assertEquals(
        new Message.Problem(ErrorCode.UNKNOWN_COMMAND, "/foo; /help lists them"), bad("/foo bar"));
    assertEquals("/; /help lists them", bad("/").text());
  }

  @Test
  void shouldKnowWhichCommandsAreAnsweredByErrorsOnly() {
    assertEquals(
        Set.of("say", "msg", "urgent", "once", "ack", "nack", "pong"),
        names(CommandParser.commands().stream().filter(CommandTable.Spec::pipelined).toList()));
    assertEquals(
        Set.of("kick", "drain"),
        names(CommandParser.commands().stream().filter(CommandTable.Spec::operator).toList()));
    assertTrue(((CommandParser.Valid) parse("/ack r#1")).spec().pipelined());
  }

  @Test
  void shouldDrawTheHelpFromTheTable() {
    List<Message> all = CommandParser.help(null, true);
    assertEquals(CommandParser.commands().size(), all.size());
    assertEquals(all.size() - 2, CommandParser.help(null, false).size());
    assertTrue(all.stream().allMatch(m -> m.code().equals("help")));
    List<Message> one =
        List.of(
            new Message.Notice(
                "help", "help: /part ROOM - leaves a room and gives up the place in it"));
    assertEquals(one, CommandParser.help("part", false));
    assertEquals(one, CommandParser.help("/PART", false));
    assertEquals("unknown-command", CommandParser.help("nope", true).get(0).code());
  }

  @Test
  void shouldAnswerAnyBytes() {
    Seed seed = Seed.of(CommandParserTest.class);
    Random random = seed.random();
    List<CommandTable.Spec> specs = CommandParser.commands();
    int goods = 0;
    for (int i = 0; i < 5000; i++) {
      String name = specs.get(random.nextInt(specs.size())).name();
      byte[] tail = InputSplits.noise(random, latin("  @ops#1.all"), 12);
      byte[] line =
          latin("/" + name + new String(tail, java.nio.charset.StandardCharsets.ISO_8859_1));
      if (CommandParser.parse(line, 0, line.length) instanceof CommandParser.Valid) {
        goods++;
      }
    }
    assertTrue(goods > 0, seed.toString());
  }

  private static void said(String line, String room, String text, boolean urgent, String key) {
    Command.Say say = assertInstanceOf(Command.Say.class, good(line));
    assertEquals(room, say.room());
    assertArrayEquals(latin(text), bytes(say.text()));
    assertEquals(urgent, say.urgent());
    assertEquals(key, say.key());
  }

  private static byte[] bytes(LineBlock block) {
    assertEquals(1, block.count());
    return Arrays.copyOf(block.bytes(), block.size());
  }

  private static void good(String line, Command expected) {
    assertEquals(expected, good(line));
  }

  private static Command good(String line) {
    return assertInstanceOf(CommandParser.Valid.class, parse(line), line).command();
  }

  private static Message.Problem bad(String line) {
    return assertInstanceOf(CommandParser.Invalid.class, parse(line), line).problem();
  }

  /** Parsed from the middle of a buffer. */
  private static CommandParser.Result parse(String line) {
    byte[] bytes = latin("x " + line + " x#1");
    return CommandParser.parse(bytes, 2, 2 + line.length());
  }

  private static boolean isCommand(String line) {
    byte[] bytes = latin("/" + line + "/");
    return CommandParser.isCommand(bytes, 1, 1 + line.length());
  }

  private static Set<String> names(List<CommandTable.Spec> specs) {
    return specs.stream().map(CommandTable.Spec::name).collect(Collectors.toSet());
  }
}
