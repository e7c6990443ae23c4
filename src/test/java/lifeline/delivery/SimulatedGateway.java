package lifeline.delivery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeline.codec.Sections;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.Message;
import lifeline.protocol.SaidLines;

/** A small gateway for tests: keeps cursors as the real one does, and hands lines to clients. */
final class SimulatedGateway {
  private static final List<String> NODES = List.of("n1", "n2");

  DeliveryMachine machine;

  /** After {@link #reload}: the machine that was never saved. */
  DeliveryMachine unsaved;

  final Map<Long, Client> clients = new LinkedHashMap<>();

  /** Connection that said each line, by room; index 0 is unused. */
  final Map<String, List<Long>> senders = new LinkedHashMap<>();

  final Map<String, List<String>> senderNames = new LinkedHashMap<>();
  long now = 1_000_000;

  /** Effects of the last entry. */
  final List<Effect> effects = new ArrayList<>();

  /** A line as a client got it. */
  record Written(String room, long seq, int attempt, boolean urgent, boolean turn) {}

  /** What a connection hears of a room. */
  static final class Hearing {
    String group;
    long cursor;

    /** Put into the lobby without having asked: no place, whatever its name. */
    boolean stay;

    /** Lines whose acknowledgement is overdue; it may still be said. */
    final SeqSet late = new SeqSet();

    final List<Written> pending = new ArrayList<>();
    final SeqSet skip = new SeqSet();
    final SeqSet unconfirmed = new SeqSet();
    final SeqSet confirmed = new SeqSet();

    /** Lines written beside the cursor. */
    final SeqSet given = new SeqSet();

    /** Unconfirmed lines that were written while the connection had another name. */
    final SeqSet former = new SeqSet();

    /** The same, also of those that have been written once more since. */
    final SeqSet earlier = new SeqSet();

    /** Lines that were not written then, but counted as written. */
    final SeqSet forFormer = new SeqSet();
  }

  /** A connection. */
  static final class Client {
    final long id;
    String name;
    final Map<String, Hearing> rooms = new TreeMap<>();
    final List<String> formerNames = new ArrayList<>();
    final List<Written> heard = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();

    Client(long id) {
      this.id = id;
    }

    /** Texts of the messages, the newest last. */
    List<String> texts() {
      return messages.stream().map(m -> m.code() + "|" + m.text()).toList();
    }

    String lastText() {
      return messages.get(messages.size() - 1).text();
    }

    /** What it heard, as {@code ops#3} or {@code ops#3x2}. */
    String lines() {
      StringBuilder text = new StringBuilder();
      for (Written line : heard) {
        text.append(text.length() == 0 ? "" : " ").append(line.room()).append('#');
        text.append(line.seq()).append(line.attempt() > 1 ? "x" + line.attempt() : "");
      }
      return text.toString();
    }
  }

  SimulatedGateway(DeliveryLimits limits) {
    machine = new DeliveryMachine(limits, NODES);
  }

  /** Goes on with a machine that was loaded from what the one until now saved. */
  void reload() {
    byte[] saved = machine.save().toBytes();
    DeliveryMachine loaded = DeliveryMachine.load(NODES, Sections.of(saved));
    new SameState().check(machine, loaded);
    if (!Arrays.equals(saved, loaded.save().toBytes())) {
      throw new AssertionError("other bytes are saved after loading");
    }
    unsaved = unsaved == null ? machine : unsaved;
    machine = loaded;
  }

  /** The machine does what the one that was never saved does with the same entry. */
  private void compare(Entry entry) {
    List<Effect> expected = new ArrayList<>();
    unsaved.apply(entry, now, expected::add);
    if (!expected.equals(effects) || machine.nextDeadline() != unsaved.nextDeadline()) {
      throw new AssertionError("after loading: " + effects + " instead of " + expected);
    }
  }

  void apply(Entry entry) {
    effects.clear();
    machine.apply(entry, now, effects::add);
    if (unsaved != null) {
      compare(entry);
    }
    for (Effect effect : effects) {
      carryOut(effect);
    }
  }

  /** Writes the next line that is due to the client; null if none is. */
  Written writeNext(Client client) {
    for (Map.Entry<String, Hearing> room : client.rooms.entrySet()) {
      Written line = next(client, room.getKey(), room.getValue());
      if (line != null) {
        client.heard.add(line);
        Hearing hearing = room.getValue();
        hearing.unconfirmed.add(line.seq(), line.seq());
        hearing.confirmed.remove(line.seq(), line.seq());
        if (!hearing.forFormer.contains(line.seq())) {
          hearing.former.remove(line.seq(), line.seq());
        }
        if (!line.turn() || line.seq() > hearing.cursor) {
          hearing.given.add(line.seq(), line.seq());
        }
        return line;
      }
    }
    return null;
  }

  private Written next(Client client, String room, Hearing hearing) {
    if (!hearing.pending.isEmpty()) {
      int best = 0;
      for (int i = 1; i < hearing.pending.size(); i++) {
        if (rank(hearing.pending.get(i)) < rank(hearing.pending.get(best))) {
          best = i;
        }
      }
      return hearing.pending.remove(best);
    }
    List<Long> said = senders.getOrDefault(room, List.of());
    while (hearing.group == null && hearing.cursor < said.size()) {
      hearing.cursor++;
      boolean own = said.get((int) hearing.cursor - 1) == client.id;
      if (!own && !hearing.skip.contains(hearing.cursor)) {
        return new Written(room, hearing.cursor, 1, false, true);
      }
    }
    return null;
  }

  private static long rank(Written line) {
    long order = line.attempt() > 1 ? 0 : line.urgent() ? 1 : 2;
    return (order << 40) + line.seq();
  }

  private void carryOut(Effect effect) {
    if (effect instanceof Effect.LinesAppended accepted) {
      accept(accepted.lines());
    } else if (effect instanceof Effect.ToConnection to) {
      Client client = clients.get(to.connection());
      if (client == null) {
        throw new AssertionError("effect for a connection that has ended: " + effect);
      }
      carryOut(to, client);
    }
  }

  private void carryOut(Effect.ToConnection effect, Client client) {
    if (effect instanceof Effect.Named named) {
      client.name = named.name();
    } else if (effect instanceof Effect.Joined joined) {
      Hearing hearing = new Hearing();
      hearing.group = joined.group();
      hearing.cursor = joined.cursor();
      client.rooms.put(joined.room(), hearing);
    } else if (effect instanceof Effect.Parted parted) {
      client.rooms.remove(parted.room());
    } else if (effect instanceof Effect.Deliver deliver) {
      Hearing hearing = client.rooms.get(deliver.room());
      for (Effect.Deliver.Part part : deliver.parts()) {
        for (long seq = part.first(); seq <= part.last(); seq++) {
          long again = seq;
          hearing.pending.removeIf(line -> line.seq() == again);
          hearing.pending.add(
              new Written(deliver.room(), seq, part.attempt(), part.urgent(), false));
        }
      }
    } else if (effect instanceof Effect.Withdrawn withdrawn) {
      Hearing hearing = client.rooms.get(withdrawn.room());
      hearing.pending.removeIf(line -> withdrawn.lines().contains(line.seq()));
      if (hearing.group == null) {
        hearing.skip.addAll(withdrawn.lines().between(hearing.cursor + 1, Long.MAX_VALUE));
      }
    } else if (effect instanceof Effect.Receipted said) {
      client.messages.add(said.receipt());
    } else if (effect instanceof Effect.Refused refused) {
      client.messages.add(refused.problem());
    } else if (effect instanceof Effect.Answered answered) {
      client.messages.addAll(answered.messages());
    } else if (effect instanceof Effect.Notified told) {
      client.messages.add(told.message());
    }
  }

  private void accept(SaidLines lines) {
    List<Long> said = senders.computeIfAbsent(lines.room(), room -> new ArrayList<>());
    List<String> names = senderNames.computeIfAbsent(lines.room(), room -> new ArrayList<>());
    if (lines.firstSeq() != said.size() + 1) {
      throw new AssertionError("gap before " + lines.room() + "#" + lines.firstSeq());
    }
    for (long seq = lines.firstSeq(); seq <= lines.lastSeq(); seq++) {
      said.add(lines.connection());
      names.add(lines.from());
      for (Client client : clients.values()) {
        Hearing hearing = client.rooms.get(lines.room());
        boolean hears = hearing != null && hearing.group == null && client.id != lines.connection();
        if (lines.urgent() && hears) {
          hearing.skip.add(seq, seq);
          hearing.pending.add(new Written(lines.room(), seq, 1, true, true));
        }
      }
    }
  }

  /** The connection's positions, as they are when it ends. */
  static List<Entry.Position> positions(Client client) {
    List<Entry.Position> positions = new ArrayList<>();
    client.rooms.forEach(
        (room, hearing) ->
            positions.add(
                new Entry.Position(room, hearing.cursor, SeqSet.copyOf(hearing.unconfirmed))));
    return positions;
  }

  /** Rooms that begin anew, as their owner's name has expired. */
  void forget(String room) {
    senders.remove(room);
    senderNames.remove(room);
  }
}
