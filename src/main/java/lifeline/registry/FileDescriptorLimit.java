package lifeline.registry;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The number of connections for which the process has file descriptors. Without a free descriptor
 * new connections would hang in the kernel without any answer, so they are refused before that.
 */
final class FileDescriptorLimit {
  /** Descriptors for files, pipes, jars and sockets of refused connections. */
  private static final int RESERVED = 500;

  private FileDescriptorLimit() {}

  /** Connections that leave enough descriptors for everything else; no limit if unknown. */
  static long connections() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? connections(unix.getMaxFileDescriptorCount())
        : Long.MAX_VALUE;
  }

  /**
   * The same for a process that may open {@code files} files.
   *
   * @param files {@code ulimit -n}
   */
  static long connections(long files) {
    return Math.max(files - RESERVED, files / 2);
  }
}
