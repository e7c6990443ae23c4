package lifeline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import lifeline.bus.LogStatus;
import lifeline.bus.Submission;
import lifeline.config.HalfClose;
import lifeline.config.Settings;
import lifeline.config.SettingsException;
import lifeline.config.reading.Configs;
import lifeline.connection.NodeEpoch;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;
import lifeline.gateway.client.ClientConnection;
import lifeline.gateway.feed.Encoders;
import lifeline.protocol.Framing;
import lifeline.protocol.LineBlock;
import lifeline.protocol.Message;
import lifeline.protocol.SaidLines;
import lifeline.protocol.in.LineDecoder;
import org.junit.jupiter.api.AfterEach;

/**
 * A real gateway on a fake event loop with fake wires. What it asks of the dispatcher is taken by
 * {@link #requests}, and answered by the test.
 */
abstract class GatewayFixture {
  static final NodeEpoch EPOCH = new NodeEpoch(0, 1);

  final FakeEventLoop loop = new FakeEventLoop(1_000_000);
  final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false);
  final Gateway gateway;
  private final List<FakeWire> wires = new ArrayList<>();

  GatewayFixture(String... settings) {
    gateway = new Gateway(0, loop, new Encoders(buffers), settings(settings));
    gateway.connections().onLogStatus(new LogStatus(EPOCH, null));
  }

  private static Settings settings(String... settings) {
    try {
      return Configs.settings("", settings);
    } catch (SettingsException e) {
      throw new AssertionError(e);
    }
  }

  /** All buffers are released when the connections have ended and the rooms are left. */
  @AfterEach
  void checkBuffers() {
    for (FakeWire wire : wires) {
      loop.turn(wire::resetByPeer);
    }
    assertEquals(0, buffers.metric().usedDirectMemory(), "bytes of buffers not released");
  }

  /** The client at the other end of a wire, whose connection the test has in its hands. */
  final class Peer {
    final FakeWire wire;
    final ClientConnection connection;

    private Peer(int sendBuffer, int highMark) {
      wire = new FakeWire(loop, sendBuffer, highMark);
      wires.add(wire);
      connection =
          new ClientConnection(
              "line", HalfClose.AUTO, Framing.LF, new LineDecoder(8192), gateway, wire);
      wire.listen(connection);
      loop.turn(() -> connection.open(false));
    }

    long id() {
      return connection.id();
    }

    /** Sends text, which the server reads at once if it reads. */
    void send(String text) {
      loop.turn(
          () -> {
            wire.send(text);
            wire.read(Integer.MAX_VALUE);
          });
    }

    /** What has arrived since the last call, all of it and at once. */
    String receive() {
      StringBuilder text = new StringBuilder();
      loop.turn(() -> text.append(wire.arriveAll()));
      readOn();
      return text.toString();
    }

    /** Sends FIN. */
    void end() {
      loop.turn(
          () -> {
            wire.sendFin();
            wire.read(Integer.MAX_VALUE);
          });
    }

    void answer(Message... messages) {
      carry(new Effect.Answered(id(), List.of(messages)));
    }

    void receipt() {
      carry(new Effect.Receipted(id(), new Message.Receipt("ops#1", 0, 0, 1)));
    }

    /** Joins a room that has {@code head} lines, of which it has been written {@code cursor}. */
    void join(String room, long cursor, long head) {
      send("/join " + room + "\n");
      requests();
      carry(
          new Effect.Joined(id(), room, null, cursor, head), new Effect.Answered(id(), List.of()));
    }
  }

  /** A client that has been greeted. */
  final Peer connect() {
    return connect(1 << 20, 1 << 20);
  }

  final Peer connect(int sendBuffer, int highMark) {
    Peer peer = new Peer(sendBuffer, highMark);
    assertEquals(
        List.of(new Entry.Opened(peer.id(), peer.connection.address(), false)), requests());
    carry(
        new Effect.Named(peer.id(), "guest-1"),
        new Effect.Answered(peer.id(), List.of(new Message.Notice("welcome", "welcome"))));
    assertEquals("* welcome\n", peer.receive());
    return peer;
  }

  /** A client that arrives and is not answered. */
  final Peer arrive() {
    return new Peer(1 << 20, 1 << 20);
  }

  /** What was asked of the dispatcher since the last call: entries and queries. */
  final List<Object> requests() {
    List<Object> requests = new ArrayList<>();
    for (Submission submission : loop.submissions) {
      for (Submission.Request request : submission.requests()) {
        requests.add(
            request instanceof Submission.Append append
                ? append.entry()
                : ((Submission.Ask) request).query());
      }
    }
    loop.submissions.clear();
    return requests;
  }

  /** The kinds of the requests, for example {@code Say Ack}. */
  final String kinds() {
    StringBuilder kinds = new StringBuilder();
    for (Object request : requests()) {
      kinds.append(kinds.length() == 0 ? "" : " ").append(request.getClass().getSimpleName());
    }
    return kinds.toString();
  }

  /** The only query among the requests. */
  final Query.Read read() {
    List<Object> requests = requests();
    assertEquals(1, requests.size(), requests::toString);
    return (Query.Read) requests.get(0);
  }

  final void carry(Effect... effects) {
    loop.turn(() -> gateway.onCarry(List.of(effects)));
    readOn();
  }

  /** Input that was left in the kernel is read, where the server reads again. */
  private void readOn() {
    wires.forEach(wire -> loop.turn(() -> wire.read(Integer.MAX_VALUE)));
  }

  final void unavailable(String reason) {
    loop.turn(() -> gateway.connections().onLogStatus(new LogStatus(EPOCH, reason)));
  }

  /** Lines of a sender that is no connection here. */
  static SaidLines said(String room, long first, String... texts) {
    return new SaidLines(room, first, 0, 0, "bob", false, LineBlock.of(texts));
  }

  static Effect.LinesAppended appended(String room, long first, String... texts) {
    return new Effect.LinesAppended(said(room, first, texts));
  }

  static Effect.Deliver deliver(Peer peer, String room, long first, long last, int attempt) {
    return new Effect.Deliver(
        peer.id(), room, List.of(new Effect.Deliver.Part(first, last, attempt, false)));
  }
}
