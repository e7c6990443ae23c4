package lifeline.log.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The calls on files that can fail: the seam where tests inject faults. */
public interface Disk {
  /** The real disk. */
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
        public void truncate(FileChannel file, long length) throws IOException {
          file.truncate(length);
        }
      };

  /** Writes all the bytes at offset {@code at}, or fails with some of them written. */
  void write(FileChannel file, ByteBuffer bytes, long at) throws IOException;

  /** Returns when what was written is on the disk. */
  void sync(FileChannel file) throws IOException;

  /** Truncates the file. */
  void truncate(FileChannel file, long length) throws IOException;
}
