package lifeline.log.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import lifeline.codec.Sections;
import lifeline.codec.UnreadableException;
import lifeline.log.DataException;
import lifeline.log.LineStore;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The last snapshot, in {@link RocksDatabase}: under {@code snapshot} its index, its time and all
 * sections that may change, joined; under {@code fixed/NAME} each fixed section, written once.
 */
public final class SnapshotTable {
  private static final byte[] SNAPSHOT = bytes("snapshot");
  private static final String FIXED = "fixed/";
  private static final byte[] FIXED_END = bytes("fixed0");

  private final RocksDatabase files;

  /** Names of the fixed sections that the files have; null until they have been read. */
  private @Nullable Set<String> storedFixed;

  public SnapshotTable(RocksDatabase files) {
    this.files = files;
  }

  /** Reads the snapshot. */
  Optional<LineStore.Snapshot> read() {
    try {
      Sections fixed = fixed();
      byte[] value = files.state(SNAPSHOT);
      if (value == null) {
        return Optional.empty();
      }
      ByteBuffer bytes = ByteBuffer.wrap(value);
      long index = bytes.getLong();
      long time = bytes.getLong();
      byte[] rest = new byte[bytes.remaining()];
      bytes.get(rest);
      Sections state = Sections.of(rest);
      fixed
          .names()
          .forEach(name -> state.put(name, Objects.requireNonNull(fixed.bytes(name), name)));
      return Optional.of(new LineStore.Snapshot(index, time, state));
    } catch (BufferUnderflowException | UnreadableException e) {
      throw new DataException("store: the snapshot can't be read: " + e.getMessage(), e);
    } catch (RocksDBException e) {
      throw new DataException("store: can't be read: " + e.getMessage(), e);
    }
  }

  /** Adds the snapshot to the batch; {@link #written} has to follow when the batch is written. */
  public void put(WriteBatch batch, LineStore.Snapshot snapshot) throws RocksDBException {
    if (storedFixed == null) {
      fixed();
    }
    Set<String> stored = Objects.requireNonNull(storedFixed, "read now");
    Sections state = snapshot.state();
    Sections changing = new Sections();
    for (String name : state.names()) {
      if (!state.fixed().contains(name)) {
        changing.put(name, Objects.requireNonNull(state.bytes(name), name));
      } else if (!stored.contains(name)) {
        batch.put(files.state(), bytes(FIXED + name), state.bytes(name));
      }
    }
    for (String name : stored) {
      if (!state.fixed().contains(name)) {
        batch.delete(files.state(), bytes(FIXED + name));
      }
    }
    byte[] rest = changing.toBytes();
    byte[] value =
        ByteBuffer.allocate(2 * Long.BYTES + rest.length)
            .putLong(snapshot.index())
            .putLong(snapshot.time())
            .put(rest)
            .array();
    batch.put(files.state(), SNAPSHOT, value);
  }

  void written(LineStore.Snapshot snapshot) {
    storedFixed = snapshot.state().fixed();
  }

  private Sections fixed() throws RocksDBException {
    Sections fixed = new Sections();
    Set<String> stored = new HashSet<>();
    storedFixed = stored;
    return files.read(
        files.state(),
        FIXED_END,
        found -> {
          for (found.seek(bytes(FIXED)); found.isValid(); found.next()) {
            String name = new String(found.key(), StandardCharsets.UTF_8).substring(FIXED.length());
            fixed.put(name, found.value());
            stored.add(name);
          }
          return fixed;
        });
  }

  private static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }
}
