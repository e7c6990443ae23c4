package lifeline.log.raft.ratis;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code committed}: term and index (8 bytes each) of a record that is known to be
 * committed, so that a node that is started and reaches no other node can show everything up to it.
 * Ratis itself does not store that. The record may be older than the last one that was known, as
 * the file is not synced.
 */
final class CommitFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommitFile.class);
  private static final String NAME = "committed";

  private final FileChannel file;
  private boolean failing;

  /** Opens the file, or creates an empty one. */
  CommitFile(Path folder) throws IOException {
    this.file = FileChannel.open(folder.resolve(NAME), CREATE, READ, WRITE);
  }

  /** Null if the file is empty. */
  @Nullable TermIndex read() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
    return file.read(bytes, 0) < bytes.capacity()
        ? null
        : TermIndex.valueOf(bytes.flip().getLong(), bytes.getLong());
  }

  /** A failure is logged once, and is no reason to end. */
  void write(TermIndex committed) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
    bytes.putLong(committed.getTerm()).putLong(committed.getIndex());
    try {
      file.write(bytes.flip(), 0);
      failing = false;
    } catch (IOException e) {
      if (!failing && file.isOpen()) {
        LOG.warn("the commit index can't be written: {}", e.toString());
      }
      failing = true;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
