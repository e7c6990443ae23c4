package lifeline.log.raft.ratis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import lifeline.files.DurableFiles;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code group}: to which cluster the log in this folder belongs. Nodes of different
 * clusters refuse each other. Two lines of text: {@code group ID}, and how this node joined.
 *
 * @param id made of the names of the nodes if they started the cluster together, so that all make
 *     the same; random if one node started it from its own data
 */
public record GroupFile(UUID id, JoinMode mode) {
  private static final String NAME = "group";

  /** How a node joined its cluster; these names are stored. */
  public enum JoinMode {
    /** Started it together with all nodes of its configuration. */
    TOGETHER,
    /** Started it from its own data; the other nodes of its configuration are still to be added. */
    GROWS,
    /** Was added to it, or started it from its own data and has added the others. */
    JOINED
  }

  /** The cluster that the configured nodes start together if none of them has data. */
  static UUID sharedId(RaftSettings settings) {
    String all =
        settings.peers().stream()
            .map(RaftPeerAddress::name)
            .sorted()
            .collect(Collectors.joining(" ", "lifeline ", ""));
    return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
  }

  /** Null if there is none. */
  public static @Nullable GroupFile read(Path folder) throws IOException {
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
