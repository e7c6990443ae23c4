package lifeline.dispatcher;

import java.nio.file.Path;
import java.util.List;
import lifeline.codec.UnreadableException;
import lifeline.config.Durability;
import lifeline.config.Settings;
import lifeline.connection.NodeRun;
import lifeline.delivery.DeliveryMachine;
import lifeline.log.DataException;
import lifeline.log.LineStore;
import lifeline.log.LocalData;
import lifeline.log.LocalLog;
import lifeline.log.Log;
import lifeline.log.MemoryLineStore;
import lifeline.log.MemoryLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of this node with its log and store, as they are when a run begins.
 *
 * @param data null where nothing is kept
 */
public record Node(NodeRun run, DeliveryMachine machine, Log log, LineStore lines, LocalData data) {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** Ids of connections have so many bits for the number of a run. */
  private static final int RUNS = 1 << 18;

  /** A node that keeps nothing, at its first and only run. */
  public static Node inMemory(Settings settings) {
    Log log = new MemoryLog(System::currentTimeMillis);
    log.replay(0, batch -> {});
    return new Node(new NodeRun(0, 1), machine(settings), log, new MemoryLineStore(), null);
  }

  /**
   * A node as its data folder has it: the last snapshot, and all that the log has behind it.
   * Blocks.
   *
   * @param folder exists, and is nobody else's
   * @throws DataException if the folder can't be used
   */
  public static Node local(Settings settings, Path folder) {
    long began = System.nanoTime();
    LocalLog.Settings how =
        new LocalLog.Settings(
            settings.durability() == Durability.DISK,
            settings.syncInterval(),
            settings.acceptTimeout());
    LocalData data = LocalData.open(folder, settings.node(), how, System::currentTimeMillis);
    LineStore.Snapshot snapshot = data.snapshot();
    DeliveryMachine machine = machine(settings, snapshot);
    Applying applying = new Applying(machine, data.lines());
    long applied = snapshot == null ? 0 : snapshot.index();
    long stored = data.applied();
    long last =
        data.log()
            .replay(applied, batch -> applying.apply(batch, batch.index() <= stored, effect -> {}));
    data.forgetLost(stored, last, machine.queries().heads());
    LOG.info(
        "data folder {}: run {}, {} batches of which {} are replayed, {} ms",
        folder,
        data.run(),
        last,
        last - applied,
        (System.nanoTime() - began) / 1_000_000);
    return new Node(new NodeRun(0, data.run() % RUNS), machine, data.log(), data.lines(), data);
  }

  private static DeliveryMachine machine(Settings settings, LineStore.Snapshot snapshot) {
    if (snapshot == null) {
      return machine(settings);
    }
    try {
      return DeliveryMachine.load(List.of(settings.node()), snapshot.state());
    } catch (UnreadableException e) {
      throw new DataException("store: the snapshot can't be read: " + e.getMessage(), e);
    }
  }

  private static DeliveryMachine machine(Settings settings) {
    return new DeliveryMachine(Figures.of(settings), List.of(settings.node()));
  }
}
