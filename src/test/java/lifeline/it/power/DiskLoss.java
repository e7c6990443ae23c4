package lifeline.it.power;

import java.nio.ByteBuffer;
import java.util.Random;

/** What a power cut takes of what was not synced. */
interface DiskLoss {
  /** Nothing: as after a kill. */
  DiskLoss NONE = (change, size) -> true;

  /** All of it. */
  DiskLoss ALL = (change, size) -> false;

  /** Bytes are written, or not, in parts of so many. */
  int SECTOR = 512;

  /**
   * Whether a change is on the disk.
   *
   * @param part of a write, from 0; 0 for all else
   */
  boolean has(DiskModel.Change change, int part);

  /** Names are there at once, bytes only after a sync: a file may be empty. */
  static DiskLoss bytes() {
    return (change, part) ->
        change instanceof DiskModel.Named || change instanceof DiskModel.Renamed;
  }

  /** Everything behind that number, which it may have in part. */
  static DiskLoss behind(long number, Random random) {
    int parts = random.nextInt(20);
    return (change, part) ->
        change.number() < number || (change.number() == number && part < parts);
  }

  /** Each sector by itself, and each name if those before it do, with that chance to survive. */
  static DiskLoss some(double kept, Random random) {
    return (change, part) -> random.nextDouble() < kept;
  }

  /** Like {@link #some}, but files have their new sizes, and zeros where bytes are missing. */
  static DiskLoss holes(double kept, Random random) {
    return new DiskLoss() {
      @Override
      public boolean has(DiskModel.Change change, int part) {
        return random.nextDouble() < kept;
      }

      @Override
      public boolean hasSizes() {
        return true;
      }
    };
  }

  /** Whether sizes of files survive though their bytes do not. */
  default boolean hasSizes() {
    return false;
  }

  /**
   * What is left of a folder: its names as they were at some moment. The journals of file systems
   * keep their order, and RocksDB needs it: it renames {@code CURRENT}, which names a manifest, and
   * syncs the names of both at once.
   */
  default DiskModel.Folder of(DiskModel.Folder folder) {
    DiskModel.Folder left = folder.copy();
    folder.pending.stream().takeWhile(change -> has(change, 0)).forEach(left::apply);
    return left;
  }

  /** What is left of a file. */
  default DiskModel.Bytes of(DiskModel.Bytes file) {
    DiskModel.Bytes left = file.copy();
    for (DiskModel.Change change : file.pending) {
      if (change instanceof DiskModel.Written written) {
        write(left, written);
      } else if (has(change, 0)) {
        left.apply(change);
      }
    }
    return left;
  }

  private void write(DiskModel.Bytes left, DiskModel.Written written) {
    ByteBuffer data = written.data();
    int at = 0;
    for (int part = 0; at < data.remaining(); part++) {
      int toSector = SECTOR - (int) ((written.at() + at) % SECTOR);
      int length = Math.min(toSector, data.remaining() - at);
      long where = written.at() + at;
      if (has(written, part)) {
        left.apply(new DiskModel.Written(written.number(), where, data.slice(at, length)));
      } else if (hasSizes()) {
        left.apply(new DiskModel.Sized(written.number(), where + length, true));
      }
      at += length;
    }
  }
}
