package lifeline.registry;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many connections the process has descriptors for. When it has none left, new connections hang
 * in the kernel without a word; so it is better to send them away before.
 */
final class FileDescriptorLimit {
  /** For files, pipes, jars, and those who are being sent away. */
  private static final int RESERVED = 500;

  private FileDescriptorLimit() {}

  /** Connections that leave enough descriptors for everything else; unlimited if not known. */
  static long connections() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? connections(unix.getMaxFileDescriptorCount())
        : Long.MAX_VALUE;
  }

  /**
   * The same for a process that may open so many files.
   *
   * @param files {@code ulimit -n}
   */
  static long connections(long files) {
    return Math.max(files - RESERVED, files / 2);
  }
}
