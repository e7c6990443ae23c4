package lifeline.log.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lifeline.files.DurableFiles;
import lifeline.log.DataException;

/**
 * The file {@code format} of a data folder, three lines of text: the version of the folder's
 * layout, the name of the node, and the number of its last start. When you change the layout of the
 * folder, raise {@link #VERSION} and continue to read the former ones.
 *
 * @param epoch number of the last start; 0 before the first
 */
record NodeFile(String node, int epoch) {
  private static final int VERSION = 1;
  static final String NAME = "format";
  private static final String WORDS = "lifeline-data ";

  /**
   * Reads the file; a new one if the folder is empty.
   *
   * @param node name of this node
   * @throws DataException if this server can't use the folder
   */
  static NodeFile read(Path folder, String node) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      for (String part : List.of(LocalData.LOG, LocalData.STORE)) {
        if (Files.exists(folder.resolve(part))) {
          throw new DataException("there is a folder " + part + ", but no file " + NAME);
        }
      }
      return new NodeFile(node, 0);
    }
    List<String> lines = Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    if (lines.size() != 3
        || !lines.get(0).matches(WORDS + "\\d{1,9}")
        || !lines.get(1).startsWith("node ")
        || !lines.get(2).matches("run \\d{1,9}")) {
      throw new DataException("the file " + NAME + " was not written by this server");
    }
    int version = number(lines.get(0), WORDS);
    if (version > VERSION) {
      throw new DataException(
          "written by a newer server (format " + version + "; this one reads " + VERSION + ")");
    }
    String owner = lines.get(1).substring("node ".length());
    if (!owner.equals(node)) {
      throw new DataException("belongs to node " + owner + ", and this is node " + node);
    }
    return new NodeFile(owner, number(lines.get(2), "run "));
  }

  /** Replaces the file; it is on the disk on return. */
  void write(Path folder) throws IOException {
    String text = WORDS + VERSION + "\nnode " + node + "\nrun " + epoch + "\n";
    DurableFiles.writeText(folder.resolve(NAME), text);
  }

  private static int number(String line, String words) {
    return Integer.parseInt(line.substring(words.length()));
  }
}
