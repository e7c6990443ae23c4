package lifeline.log.raft.ratis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lifeline.files.DurableFiles;
import lifeline.log.store.RocksDatabase;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the store, for nodes whose next record the log has no longer: made by links in a folder
 * of Ratis, from where it sends them, and where it puts the ones that it gets.
 */
public final class StoreCopies {
  private static final Pattern NAME = Pattern.compile("store-(\\d+)-(\\d+)");
  private static final String PART = "part";

  private final Path folder;

  StoreCopies(Path folder) {
    this.folder = folder;
  }

  /** How the store copies itself to a folder that does not exist; all on the disk on return. */
  @FunctionalInterface
  public interface Store {
    void copyTo(Path target) throws IOException;
  }

  /** Makes a copy of the store as it is at {@code at}. */
  void make(TermIndex at, Store store) throws IOException {
    Path part = folder.resolve(PART);
    DurableFiles.delete(part);
    store.copyTo(part);
    Path copy = path(at);
    DurableFiles.delete(copy);
    DurableFiles.move(part, copy);
  }

  /** Removes all others. */
  void keepOnly(TermIndex at) throws IOException {
    for (Path copy : all()) {
      if (!at(copy).equals(at)) {
        DurableFiles.delete(copy);
      }
    }
  }

  boolean has(TermIndex at) {
    return Files.exists(path(at));
  }

  /** The one made at {@code at}, which is there. */
  SnapshotInfo of(TermIndex at) throws IOException {
    List<FileInfo> infos = new ArrayList<>();
    try (Stream<Path> files = Files.list(path(at))) {
      for (Path file : files.filter(StoreCopies::isOfStore).toList()) {
        infos.add(new FileInfo(file, null));
      }
    }
    return new FileListSnapshotInfo(infos, at.getTerm(), at.getIndex());
  }

  /** What the newest one has; null if there is none. */
  @Nullable TermIndex at() throws IOException {
    Path newest = newest();
    return newest == null ? null : at(newest);
  }

  /**
   * Makes the folder {@code target} of the newest one, which exists; replaces what is there. Files
   * that RocksDB never writes again are linked, the others copied: {@code target} is opened, while
   * this copy may still be sent to another node.
   */
  public void takeOut(Path target) throws IOException {
    Path newest = newest();
    DurableFiles.replaceFolder(
        target,
        made -> {
          try (Stream<Path> files = Files.list(newest)) {
            for (Path file : files.filter(StoreCopies::isOfStore).toList()) {
              Path to = made.resolve(file.getFileName());
              DurableFiles.copy(file, to, RocksDatabase::isFinal);
            }
          }
        });
  }

  private Path path(TermIndex at) {
    return folder.resolve("store-" + at.getTerm() + "-" + at.getIndex());
  }

  private @Nullable Path newest() throws IOException {
    return all().stream().max(Comparator.comparing(StoreCopies::at)).orElse(null);
  }

  private List<Path> all() throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(path -> NAME.matcher(path.getFileName().toString()).matches()).toList();
    }
  }

  private static TermIndex at(Path copy) {
    Matcher name = NAME.matcher(copy.getFileName().toString());
    if (!name.matches()) {
      throw new IllegalArgumentException(copy.toString());
    }
    return TermIndex.valueOf(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
  }

  /** Ratis adds checksum files to a copy that it has received. */
  private static boolean isOfStore(Path file) {
    return !file.getFileName().toString().endsWith(MD5FileUtil.MD5_SUFFIX);
  }
}
