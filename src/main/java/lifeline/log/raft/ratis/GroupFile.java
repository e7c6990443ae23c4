package lifeline.log.raft.ratis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import lifeline.files.DurableFiles;

/**
 * The file {@code group}: which cluster this folder's log belongs to. Nodes of different clusters
 * refuse each other. Two lines of text: {@code group ID}, and how this node came to it.
 *
 * @param id of nodes that begin together: made of their names, so that all make the same; of a node
 *     that begins from its own data: random
 */
public record GroupFile(UUID id, JoinMode mode) {
  private static final String NAME = "group";

  /** How a node came to its cluster. */
  public enum JoinMode {
    /** Began it together with all that its configuration names. */
    TOGETHER,
    /** Began it alone, from its own data; the others of its configuration are still to be added. */
    GROWS,
    /** Was added to it, or began it alone and has added the others. */
    JOINED
  }

  /** The cluster of nodes that have no data. */
  static UUID sharedId(List<String> names) {
    String all = names.stream().sorted().collect(Collectors.joining(" ", "lifeline ", ""));
    return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
  }

  /** Null if there is none. */
  public static GroupFile read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return null;
    }
    List<String> lines = Files.readAllLines(file);
    try {
      return new GroupFile(
          UUID.fromString(lines.get(0).substring("group ".length())),
          JoinMode.valueOf(lines.get(1)));
    } catch (RuntimeException e) {
      throw new IOException(file + " was not written by this server", e);
    }
  }

  /** It is on the disk when this returns. */
  public void write(Path folder) throws IOException {
    DurableFiles.writeText(folder.resolve(NAME), "group " + id + "\n" + mode.name() + "\n");
  }
}
