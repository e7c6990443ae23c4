package lifeline.log.raft.ratis;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.apache.ratis.server.protocol.TermIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code committed}: term and index (8 bytes each) of a record that is known to be
 * committed, so that a node that starts and finds nobody can show all up to it. Ratis itself learns
 * that from the others. It may be older than what was known; it is not synced.
 */
final class CommitFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommitFile.class);
  private static final String NAME = "committed";

  private final FileChannel file;
  private boolean failing;

  /** Opens it, or makes an empty one. */
  CommitFile(Path folder) throws IOException {
    this.file = FileChannel.open(folder.resolve(NAME), CREATE, READ, WRITE);
  }

  /** Null if there is none. */
  TermIndex read() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
    return file.read(bytes, 0) < bytes.capacity()
        ? null
        : TermIndex.valueOf(bytes.flip().getLong(), bytes.getLong());
  }

  /** That it can't be written is told once, and is no reason to end. */
  void write(TermIndex committed) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
    bytes.putLong(committed.getTerm()).putLong(committed.getIndex());
    try {
      file.write(bytes.flip(), 0);
      failing = false;
    } catch (IOException e) {
      if (!failing && file.isOpen()) {
        LOG.warn("what is committed can't be written down: {}", e.toString());
      }
      failing = true;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
