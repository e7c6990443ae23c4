package lifeline.config.reading;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeline.config.DeliverySettings;
import lifeline.config.LimitSettings;
import lifeline.config.Settings;
import lifeline.config.SettingsException;
import lifeline.protocol.Command;
import lifeline.protocol.CommandParser;
import lifeline.protocol.Names;
import org.junit.jupiter.api.Test;

/**
 * Holds the numbers in conf/lifeline.yaml and in section 15 of protocol.txt against the code.
 * {@link ManualTest} does the same for the defaults in conf/lifeline.yaml.
 */
class LimitsDocumentTest {
  private static final Path MANUAL = Path.of("conf", "lifeline.yaml");
  private static final Path SPEC = Path.of("src", "main", "docs", "protocol.txt");

  /** A duration, a number and a size that are out of range for every key of their kind. */
  private static final List<String> OUT_OF_RANGE =
      List.of("999999999d", "999999999999999999", "99999TiB");

  private static final Pattern RANGE = Pattern.compile("must be from (\\w+) to (\\w+)\\b.*");

  /** Columns of the table in section 15. */
  private static final int DEFAULT_COLUMN = 41;

  private static final int KEY_COLUMN = 58;

  @Test
  void shouldGiveTheRangeOfEveryKeyInTheManual() throws IOException {
    List<String> manual = Files.readAllLines(MANUAL);
    int ranges = 0;
    for (String key : Keys.all()) {
      Optional<String> range = range(key);
      if (range.isPresent()) {
        ranges++;
        String comment = comment(manual, key);
        assertTrue(comment.contains(range.get()), key + ": " + range.get() + " in: " + comment);
      }
    }
    assertTrue(ranges >= 40, "keys with a range");
  }

  @Test
  void shouldGiveTheDefaultsInTheSpec() throws IOException, SettingsException {
    Settings settings = Configs.settings("");
    LimitSettings limits = settings.limits();
    DeliverySettings delivery = settings.delivery();
    assertEquals(limits.rooms(), limits.names(), "they share a row");
    List<List<String>> expected =
        List.of(
            List.of("bytes of a line", size(limits.maxLine()), "max-line"),
            List.of("bytes of a frame", number(maxFrame()), ""),
            List.of("characters of a name or group", number(Names.MAX_NAME), ""),
            List.of("characters of a room", number(Names.MAX_ROOM), ""),
            List.of("unread answers before input is paused", "64 KiB", ""),
            List.of("time before the lobby", time(limits.lobbyDelay()), "lobby-delay"),
            List.of("names in \"joined:\"", "50", ""),
            List.of(
                "connections in a room with presence",
                number(limits.presenceLimit()),
                "presence-limit"),
            List.of("lines of /history without N", number(historyLines()), ""),
            List.of("unheard lines of a room", number(delivery.unheardLines()), "unheard-lines"),
            List.of("keys of /once in a room", "100,000, 10 min", ""),
            List.of(
                "unconfirmed group lines of a connection",
                number(delivery.window()) + "; 1 with ack",
                "/window"),
            List.of("failed attempts of a line", number(delivery.maxAttempts()), "max-attempts"),
            List.of(
                "waiting lines of a subscription",
                number(delivery.maxLines()) + ", " + size(delivery.maxBytes()),
                "max-lines, max-bytes"),
            List.of("dead letters of a subscription", number(delivery.deadLines()), "dead-lines"),
            List.of("ends that are remembered", "10,000", ""),
            List.of("rooms, names", number(limits.rooms()) + " each", "rooms, names"),
            List.of(
                "rooms that a connection has joined", number(limits.joinedRooms()), "joined-rooms"),
            List.of("connections", number(limits.connections()), "connections"),
            List.of(
                "connections of one address, if it is another machine",
                number(limits.connectionsPerAddress().elsewhere()),
                "connections-per-address"),
            List.of(
                "new connections a second of one address, if it is another machine",
                number(limits.connectionsPerSecond().elsewhere()),
                "connections-per-second"),
            List.of(
                "lines, bytes a second of a connection",
                orOff(limits.linesPerSecond()),
                "lines-per-second, bytes-per-second"),
            List.of(
                "time over these two before the end",
                time(limits.tooFastAfter()),
                "too-fast-after"));
    assertEquals(expected, table());
  }

  /** The upper end of max-line, which is the length that a frame can have. */
  private static long maxFrame() {
    return Long.parseLong(range("limits.max-line").orElseThrow().replaceFirst(".* to ", ""));
  }

  private static int historyLines() {
    byte[] line = "/history ops".getBytes(US_ASCII);
    CommandParser.Valid parsed = (CommandParser.Valid) CommandParser.parse(line, 0, line.length);
    return ((Command.History) parsed.command()).lines();
  }

  /** The range of a key, as its message for a value out of range gives it. */
  private static Optional<String> range(String key) {
    for (String value : OUT_OF_RANGE) {
      for (String problem : Configs.problems("", key + "=" + value)) {
        Matcher range = RANGE.matcher(problem.replaceFirst("^.*\": ", ""));
        if (problem.startsWith(key + ": ") && range.matches()) {
          return Optional.of(range.group(1) + " to " + range.group(2));
        }
      }
    }
    return Optional.empty();
  }

  /** The comment above a key, which may have other keys in between, or above its section. */
  private static String comment(List<String> manual, String key) {
    String section = key.replaceFirst("\\..*", ":");
    int line = 0;
    while (!manual.get(line).startsWith(section)) {
      line++;
    }
    int start = line;
    if (key.contains(".")) {
      String inner = "  " + key.replaceFirst("^.*\\.", "") + ":";
      while (!manual.get(line).isBlank() && !manual.get(line).startsWith(inner)) {
        line++;
      }
      line = manual.get(line).isBlank() ? start : line;
    }
    while (!manual.get(line).strip().startsWith("#")) {
      line--;
    }
    StringBuilder comment = new StringBuilder();
    for (; line > 0 && manual.get(line).strip().startsWith("#"); line--) {
      comment.insert(0, manual.get(line) + " ");
    }
    return comment.toString().replaceAll("[\\s#]+", " ");
  }

  /** The rows of the table in section 15: what is limited, default, key. */
  private static List<List<String>> table() throws IOException {
    List<String> lines = Files.readAllLines(SPEC);
    int line = lines.indexOf("15  Limits");
    while (!lines.get(line).startsWith("  ---")) {
      line++;
    }
    List<List<String>> rows = new ArrayList<>();
    for (line++; !lines.get(line).isBlank(); line++) {
      List<String> row = cells(lines.get(line));
      if (lines.get(line).startsWith("   ")) {
        row = joined(rows.remove(rows.size() - 1), row);
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<String> cells(String line) {
    String padded = String.format("%-80s", line);
    return List.of(
        padded.substring(0, DEFAULT_COLUMN).strip(),
        padded.substring(DEFAULT_COLUMN, KEY_COLUMN).strip(),
        padded.substring(KEY_COLUMN).strip());
  }

  private static List<String> joined(List<String> row, List<String> rest) {
    List<String> joined = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      boolean isCut = row.get(i).endsWith("-") || rest.get(i).isEmpty();
      joined.add(row.get(i) + (isCut ? "" : " ") + rest.get(i));
    }
    return joined;
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String orOff(long limit) {
    return limit == LimitSettings.NONE ? "off" : number(limit);
  }

  private static String size(long bytes) {
    return Units.format(bytes).replaceFirst("(?=[KMGT])", " ");
  }

  private static String time(Duration duration) {
    return Units.format(duration).replaceFirst("(?=[a-z])", " ");
  }
}
