package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.SimulatedGateway.Client;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.TestLimits;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.LineBlock;
import lifeline.protocol.LineId;
import lifeline.protocol.StartPosition;

/**
 * A machine with clients, for tests of one rule each. What a client does is an entry at once; lines
 * are written to it only by {@link #writeAll} and {@link #writeNext}.
 */
abstract class RuleFixture {
  private final SimulatedGateway gateway = new SimulatedGateway(TestLimits.defaults());
  private long connections;

  /** A guest that has just connected. */
  final Client open() {
    connections++;
    return open(connections);
  }

  final Client open(long connection) {
    Client client = new Client(connection);
    gateway.clients.put(client.id, client);
    apply(new Entry.Opened(client.id, "127.0.0.1:1", false));
    return client;
  }

  final Client named(String name) {
    Client client = open();
    apply(new Entry.Name(client.id, name));
    return client;
  }

  final Client joined(String name, String room) {
    Client client = named(name);
    join(client, room);
    return client;
  }

  /** A guest that has joined a room as a member of a group. */
  final Client worker(String room, String group) {
    Client client = open();
    joinGroup(client, room, group);
    return client;
  }

  final void join(Client client, String room) {
    join(client, room, new StartPosition.Unspecified());
  }

  final void join(Client client, String room, StartPosition from) {
    apply(new Entry.Join(client.id, room, null, from));
  }

  final void joinGroup(Client client, String room, String group) {
    apply(new Entry.Join(client.id, room, group, new StartPosition.Unspecified()));
  }

  /** The client is put into the lobby without having asked. */
  final void putIntoLobby(Client client) {
    apply(new Entry.EnterLobby(client.id));
  }

  final void part(Client client, String room) {
    apply(new Entry.Part(client.id, room));
  }

  /** Takes another name; the machine is told what was written and confirmed until now. */
  final void rename(Client client, String name) {
    apply(new Entry.Name(client.id, name, SimulatedGateway.positions(client)));
  }

  final void say(Client client, String room, String text) {
    apply(new Entry.Say(client.id, room, false, null, LineBlock.of(text)));
  }

  final void sayUrgently(Client client, String room, String text) {
    apply(new Entry.Say(client.id, room, true, null, LineBlock.of(text)));
  }

  final void sayOnce(Client client, String room, String key, String text) {
    apply(new Entry.Say(client.id, room, false, key, LineBlock.of(text)));
  }

  final void sayDirectly(Client client, String name, String text) {
    apply(new Entry.Direct(client.id, name, LineBlock.of(text)));
  }

  final void confirmByAck(Client client) {
    apply(new Entry.Level(client.id, ConfirmLevel.ACK));
  }

  /** The peer has acknowledged the line by TCP. */
  final void confirm(Client client, String room, long seq) {
    client.rooms.get(room).unconfirmed.remove(seq, seq);
    apply(new Entry.Confirm(client.id, room, SeqSet.of(seq)));
  }

  /** The answer to {@code /ack ops#SEQ}; empty if there is none. */
  final String ack(Client client, long seq) {
    int before = client.messages.size();
    apply(new Entry.Ack(client.id, List.of(new LineId("ops", seq))));
    return String.join(" ", client.texts().subList(before, client.messages.size()));
  }

  final void nack(Client client, String room, long seq, int seconds) {
    client.rooms.get(room).unconfirmed.remove(seq, seq);
    apply(new Entry.Nack(client.id, new LineId(room, seq), seconds));
  }

  final void retryDead(Client client) {
    retryDead(client, null);
  }

  final void retryDead(Client client, LineId id) {
    apply(new Entry.DeadRetry(client.id, id));
  }

  final void dropDead(Client client, LineId id) {
    apply(new Entry.DeadDrop(client.id, id));
  }

  /** The connection ends; the machine is told what was written and confirmed until now. */
  final void end(Client client, CloseCause cause) {
    gateway.clients.remove(client.id);
    apply(new Entry.Ended(client.id, cause, SimulatedGateway.positions(client)));
  }

  /** The connections' node is gone with them, and starts anew. */
  final void loseNode(int node, int nextEpoch, Client... clients) {
    for (Client client : clients) {
      gateway.clients.remove(client.id);
    }
    apply(new Entry.NodeStarted(node, nextEpoch));
  }

  /** Drops the room's lines up to this one. */
  final void trim(String room, long upTo) {
    apply(new Entry.Trim(room, upTo));
  }

  final void limits(DeliveryLimits.Queue queue, long nameExpiry) {
    DeliveryLimits defaults = TestLimits.defaults();
    DeliveryLimits.Retention retention =
        new DeliveryLimits.Retention(1_000, 1 << 20, 1L << 40, nameExpiry);
    limits(retention, defaults.attempts(), queue);
  }

  final void limits(DeliveryLimits.Attempts attempts) {
    DeliveryLimits defaults = TestLimits.defaults();
    limits(defaults.retention(), attempts, defaults.queue());
  }

  final void limits(DeliveryLimits.Retention retention) {
    DeliveryLimits defaults = TestLimits.defaults();
    limits(retention, defaults.attempts(), defaults.queue());
  }

  final void limits(
      DeliveryLimits.Retention retention,
      DeliveryLimits.Attempts attempts,
      DeliveryLimits.Queue queue) {
    DeliveryLimits.Rooms rooms = TestLimits.defaults().rooms();
    apply(new Entry.Limits(new DeliveryLimits(rooms, retention, attempts, queue)));
  }

  /** Lets time pass, and what is due then happen. */
  final void after(long millis) {
    gateway.now += millis;
    apply(new Entry.Tick());
  }

  final void apply(Entry entry) {
    gateway.apply(entry);
  }

  /** Whether the last entry had an effect of this kind. */
  final boolean hadEffect(Class<? extends Effect> kind) {
    return gateway.effects.stream().anyMatch(kind::isInstance);
  }

  /** Writes the line that is due first. */
  final void writeNext(Client client) {
    gateway.writeNext(client);
  }

  /** Writes all lines that are due. */
  final void writeAll(Client client) {
    while (gateway.writeNext(client) != null) {
      assertTrue(client.heard.size() < 1000, "writes for ever");
    }
  }

  /** The last answer or notice, as {@code code|text}. */
  static String lastMessage(Client client) {
    return client.texts().get(client.messages.size() - 1);
  }

  final Queries queries() {
    return gateway.machine.queries();
  }

  final DeliveryMachine machine() {
    return gateway.machine;
  }

  final long now() {
    return gateway.now;
  }

  /** The figures of a subscription: accepted, confirmed, and all others that are not 0. */
  final String sums(String subscription) {
    for (Queries.Queue queue : queries().queues(now())) {
      if ((queue.room() + " " + queue.subscription()).equals(subscription)) {
        return queue
            .sums()
            .toString()
            .replaceAll(", [a-z-]+ 0\\b", "")
            .replaceFirst("^(accepted \\d+)(?!, confirmed)", "$1, confirmed 0");
      }
    }
    return "no such subscription";
  }
}
