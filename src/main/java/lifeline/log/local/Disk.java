package lifeline.log.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** What can go wrong with a file: the seam where tests put faults. */
public interface Disk {
  /** The disk there is. */
  Disk REAL =
      new Disk() {
        @Override
        public void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
          long position = at;
          while (bytes.hasRemaining()) {
            position += file.write(bytes, position);
          }
        }

        @Override
        public void sync(FileChannel file) throws IOException {
          file.force(false);
        }

        @Override
        public void cut(FileChannel file, long length) throws IOException {
          file.truncate(length);
        }
      };

  /** Writes all the bytes, or fails with some of them written. */
  void write(FileChannel file, ByteBuffer bytes, long at) throws IOException;

  /** Returns when what was written is on the disk. */
  void sync(FileChannel file) throws IOException;

  void cut(FileChannel file, long length) throws IOException;
}
