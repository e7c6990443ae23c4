package lifeline.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.protocol.Message.Notice;
import lifeline.protocol.bytes.Timestamp;

/**
 * All notices that the server sends, one method for each row of protocol.txt, section 4.3 (a test
 * holds the two together). The words are an interface: scripts match them. To add a notice, add its
 * row there first.
 */
public final class Notices {
  private static final long OFF = 0;
  private static final int MICROS_PER_TENTH = 100;

  private Notices() {}

  /** The greeting. */
  public static Notice welcome(String guest, String node) {
    return notice("welcome", "you are " + guest + " on " + node + "; /help lists the commands");
  }

  /** The answer to {@code /name}. */
  public static Notice youAre(String name) {
    return notice("you-are", name);
  }

  /**
   * The subscriptions of a name.
   *
   * @param waiting number of waiting lines by room, at least one room, in the order shown
   */
  public static Notice places(Map<String, Long> waiting) {
    return notice(
        "places",
        waiting.entrySet().stream()
            .map(place -> place.getKey() + " " + place.getValue() + " waiting")
            .collect(Collectors.joining(", ")));
  }

  /**
   * The answer to {@code /join}.
   *
   * @param names names in the room that are shown, at least one
   * @param more number of names that are not shown
   * @param waiting lines that wait for a subscription that existed before, so that {@code from} was
   *     ignored; empty if that is not so
   */
  public static Notice joined(String room, List<String> names, int more, OptionalLong waiting) {
    String others = more == 0 ? "" : ", and " + more + " more";
    String kept = waiting.isEmpty() ? "" : "; place kept, " + waiting.getAsLong() + " waiting";
    return notice("joined", room + " " + String.join(", ", names) + others + kept);
  }

  /** Presence: a name's first connection has entered a room. */
  public static Notice nameJoined(String name, String room) {
    return new Notice("presence", name + " joined " + room);
  }

  /** Presence: a name's last connection has left a room. */
  public static Notice nameLeft(String name, String room, String cause) {
    return new Notice("presence", name + " left " + room + ": " + cause);
  }

  /** A room keeps lines that a join does not bring. */
  public static Notice older(String room, long lines) {
    return notice("older", lines + " lines, see /history " + room + " " + lines);
  }

  /**
   * The answer to {@code /part}; also the report of an expired subscription.
   *
   * @param dropped lines that were dropped with the subscription, 0 or more
   */
  public static Notice parted(String room, long dropped) {
    return notice("parted", dropped == 0 ? room : room + ", " + dropped + " lines dropped");
  }

  /** Lines wait for a name or group that was away. */
  public static Notice away(long lines) {
    return new Notice("away", lines + " lines while you were away");
  }

  /** Lines of a subscription have become dead letters. */
  public static Notice dead(long lines, String reason) {
    return new Notice("dead", lines + " lines dead: " + reason);
  }

  /** A row of the answer to {@code /dead}; {@code attempts} is the number of failed attempts. */
  public static Notice deadLetter(LineId id, int attempts, String reason, String text) {
    return notice("dead", id + " " + attempts + " " + reason + " " + text);
  }

  /** The end of the answer to {@code /dead}. */
  public static Notice deadLetters(int number) {
    return notice("dead", String.valueOf(number));
  }

  /** The answer to {@code /dead retry}. */
  public static Notice deadRetried(long lines) {
    return notice("dead", lines + " lines retried");
  }

  /** The answer to {@code /dead drop}. */
  public static Notice deadDropped(long lines) {
    return notice("dead", lines + " lines dropped");
  }

  /** Retention has removed lines that waited for a subscription. */
  public static Notice expired(long lines) {
    return new Notice("expired", lines + " lines expired before you came");
  }

  /** The answer to {@code /ping}; {@code token} may be empty. */
  public static Notice pong(String token) {
    return token.isEmpty() ? new Notice("pong", "pong:") : notice("pong", token);
  }

  /** A probe. */
  public static Notice ping(long number) {
    return notice("ping", String.valueOf(number));
  }

  /** The end of the answer to {@code /history}. */
  public static Notice history(String room, long lines) {
    return notice("history", room + " " + lines + " lines");
  }

  /** A row of the answer to {@code /rooms}. */
  public static Notice room(String room, int connections, long lines) {
    return notice("room", room + " " + connections + " here, " + lines + " lines");
  }

  /** The end of the answer to {@code /rooms}. */
  public static Notice rooms(int number) {
    return notice("rooms", String.valueOf(number));
  }

  /**
   * A row of the answer to {@code /who}.
   *
   * @param idleMillis time since the last input, ms; negative if unknown
   * @param rttMicros round-trip time, µs; negative if unknown
   * @param waiting lines that wait for the connection's name or are in flight to it
   */
  public static Notice who(
      String name,
      String address,
      String node,
      boolean suspect,
      long idleMillis,
      int rttMicros,
      ConfirmLevel level,
      long waiting) {
    return notice(
        "who",
        String.join(
            ", ",
            name + " " + address + " node " + node,
            suspect ? "suspect" : "healthy",
            "idle " + (idleMillis < 0 ? "unknown" : idleMillis / 1000 + "s"),
            "rtt " + (rttMicros < 0 ? "unknown" : millis(rttMicros)),
            "confirm " + level.word(),
            waiting + " waiting"));
  }

  /** The answer to {@code /who ROOM} where no connection is in the room. */
  public static Notice nobodyIn(String room) {
    return notice("who", "nobody in " + room);
  }

  /**
   * A row of the answer to {@code /stats}.
   *
   * @param owner {@code name NAME} or {@code group NAME}
   */
  public static Notice queue(
      String room,
      String owner,
      long accepted,
      long confirmed,
      long waiting,
      long delivered,
      long inDoubt,
      long dead,
      long dropped,
      long expired) {
    return notice(
        "queue",
        String.join(
            ", ",
            room + " " + owner,
            "accepted " + accepted,
            "confirmed " + confirmed,
            "waiting " + waiting,
            "delivered " + delivered,
            "in-doubt " + inDoubt,
            "dead " + dead,
            "dropped " + dropped,
            "expired " + expired));
  }

  /** The end of the answer to {@code /stats}. */
  public static Notice stats(
      String node, int connections, int rooms, long lines, int halfClosed, int suspect) {
    return notice(
        "stats",
        String.join(
            ", ",
            "node " + node,
            "connections " + connections,
            "rooms " + rooms,
            "lines kept " + lines,
            "half-closed " + halfClosed,
            "suspect " + suspect));
  }

  /**
   * A row of the answer to {@code /why}.
   *
   * @param time of the end, ms since 1970-01-01
   * @param kept lines that were kept for the name
   */
  public static Notice ended(String name, CloseCause cause, long time, long kept) {
    return notice(
        "end",
        "%s %s by %s at %s, %d lines kept"
            .formatted(name, cause.word(), cause.endedBy().word(), Timestamp.text(time), kept));
  }

  /** The answer to {@code /why} where no connection of the name has ended. */
  public static Notice notEnded(String name) {
    return notice("end", name + " has not ended yet");
  }

  /**
   * The client has ended its input, and the connection goes on.
   *
   * @param rooms that the connection receives lines of, at least one
   */
  public static Notice halfClosed(List<String> rooms) {
    return notice("half-closed", "still hearing " + String.join(", ", rooms));
  }

  /** The farewell of a connection that has no name yet. */
  public static Notice bye(CloseCause cause) {
    return notice("bye", cause.word());
  }

  /** The farewell; {@code kept} is the number of lines kept for the name. */
  public static Notice bye(CloseCause cause, long kept, String name) {
    return notice("bye", cause.word() + "; " + kept + " lines kept for " + name);
  }

  /**
   * The farewell of a server that is being stopped.
   *
   * @param seconds after which the client may come back
   * @param others other nodes, as {@code NODE (HOST), ...}; empty if there are none
   */
  public static Notice draining(long seconds, String others) {
    String elsewhere = others.isEmpty() ? "" : "; others: " + others;
    return notice(
        "bye", CloseCause.SERVER_DRAINING.word() + "; back in " + seconds + "s" + elsewhere);
  }

  /** The answer to {@code /drain}. */
  public static Notice drainBegun() {
    return notice("draining", "no more connections; all are told to come back");
  }

  /** The answer to {@code /kick}. */
  public static Notice kicked(String name, int connections) {
    return notice("kicked", name + ", " + connections + " connections");
  }

  /** The answer to {@code /pipe}. */
  public static Notice pipe(String room) {
    return notice("pipe", room);
  }

  /** The answer to {@code /format}. */
  public static Notice format(OutputFormat format) {
    return notice("format", format.name().toLowerCase(Locale.ROOT));
  }

  /** The answer to {@code /echo}. */
  public static Notice echo(boolean on) {
    return notice("echo", onOff(on));
  }

  /** The answer to {@code /receipts}. */
  public static Notice receipts(boolean on) {
    return notice("receipts", onOff(on));
  }

  /** The answer to {@code /confirm}. */
  public static Notice confirm(ConfirmLevel level) {
    return notice("confirm", level.word());
  }

  /** The answer to {@code /window}. */
  public static Notice window(int lines) {
    return notice("window", String.valueOf(lines));
  }

  /** The answer to {@code /heartbeat}; 0 s is off. */
  public static Notice heartbeat(int seconds) {
    return notice("heartbeat", seconds == OFF ? "off" : seconds + "s");
  }

  /** A row of the answer to {@code /help}. */
  public static Notice help(String usage, String help, boolean operator) {
    return notice("help", usage + " - " + help + (operator ? " (operators)" : ""));
  }

  /** Precedes an answer of a node that has no majority. */
  public static Notice stale() {
    return notice("stale", "most nodes can't be reached; there may be newer lines");
  }

  private static Notice notice(String code, String detail) {
    return new Notice(code, code + ": " + detail);
  }

  private static String onOff(boolean on) {
    return on ? "on" : "off";
  }

  private static String millis(int micros) {
    return Math.round((double) micros / MICROS_PER_TENTH) / 10.0 + "ms";
  }
}
