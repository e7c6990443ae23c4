package lifeline.delivery.entry;

import java.nio.charset.StandardCharsets;
import java.util.List;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.entry.Entry.Position;
import lifeline.delivery.lines.SeqSet;
import lifeline.protocol.LineBlock;
import lifeline.protocol.LineId;
import lifeline.protocol.StartPosition;

/** What the golden files of entries hold, level by level. */
public final class GoldenEntries {
  private static final long ALICE = 0x1020304050L;
  private static final long BOB = ALICE + 1;

  private GoldenEntries() {}

  /** One of each kind, with each field in each of its ways. */
  public static List<Entry> level1() {
    SeqSet lines = SeqSet.of(3, 5);
    lines.add(1_000_000, 2_000_000);
    Position position = new Position("ops", 7, lines);
    byte[] noUtf8 = {(byte) 0xff, 0, '\r', (byte) 0xc3};
    LineBlock.Builder block = new LineBlock.Builder();
    block.add("Zoë: disk full".getBytes(StandardCharsets.UTF_8), 0, 15);
    block.add(noUtf8, 0, noUtf8.length);
    block.add(noUtf8, 0, 0);
    return List.of(
        new Entry.NodeStarted(2, 300),
        new Entry.Opened(ALICE, "127.0.0.1:50000", false),
        new Entry.Opened(BOB, "console", true),
        new Entry.Name(ALICE, "Alice"),
        new Entry.Name(BOB, "bob", List.of(position, new Position("@bob", 0, new SeqSet()))),
        new Entry.Join(ALICE, "Ops", null, new StartPosition.Unspecified()),
        new Entry.Join(ALICE, "ops", "Workers", new StartPosition.New(), position),
        new Entry.Join(BOB, "ops", "g", new StartPosition.All()),
        new Entry.Join(BOB, "ops", "g", new StartPosition.Seq(123_456_789_012L)),
        new Entry.Join(BOB, "ops", "g", new StartPosition.Last(20)),
        new Entry.EnterLobby(BOB),
        new Entry.Part(BOB, "lobby", position),
        new Entry.Part(BOB, "lobby"),
        new Entry.Say(ALICE, "ops", false, null, block.build()),
        new Entry.Say(ALICE, "ops", true, "key 1", LineBlock.of("once")),
        new Entry.Direct(BOB, "alice", LineBlock.of("psst")),
        new Entry.Confirm(ALICE, "ops", lines),
        new Entry.Ack(ALICE, List.of(new LineId("ops", 3), new LineId("@alice", 1))),
        new Entry.Nack(ALICE, new LineId("ops", 4), -1),
        new Entry.Nack(ALICE, new LineId("ops", 4), 2_592_000),
        new Entry.Overdue(ALICE, "ops", lines),
        new Entry.Window(ALICE, 100_000),
        new Entry.Level(ALICE, ConfirmLevel.WRITTEN),
        new Entry.Level(ALICE, ConfirmLevel.RECEIVED),
        new Entry.Level(ALICE, ConfirmLevel.ACK),
        new Entry.Health(ALICE, true),
        new Entry.Ended(ALICE, CloseCause.PEER_RESET, List.of(position)),
        new Entry.Ended(BOB, CloseCause.NODE_LOST, List.of()),
        new Entry.DeadRetry(BOB, null),
        new Entry.DeadRetry(BOB, new LineId("ops", 3)),
        new Entry.DeadDrop(BOB, null),
        new Entry.DeadDrop(BOB, new LineId("ops", 3)),
        new Entry.Kick(BOB, "alice", true),
        new Entry.Trim("ops", 1_000),
        new Entry.Tick(),
        new Entry.Limits(limits()));
  }

  private static DeliveryLimits limits() {
    long day = 24L * 60 * 60 * 1000;
    return new DeliveryLimits(
        new DeliveryLimits.Rooms(50, 100_000, 1_000_000, 1_000, 10_000),
        new DeliveryLimits.Retention(200_000, 256L * 1024 * 1024, 7 * day, 30 * day),
        new DeliveryLimits.Attempts(30_000, 20, 1_000, 300_000, 64),
        new DeliveryLimits.Queue(0, 100_000, 64L * 1024 * 1024, 1_000));
  }
}
