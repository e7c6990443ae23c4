package lifeline.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The figures that Linux keeps of a process, see proc(5). */
record BenchServer(long pid) {
  /** USER_HZ, which is 100 on all common platforms. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int UTIME = 11;
  private static final int STIME = 12;

  /** User and system time of all threads, in seconds. */
  double cpuSeconds() throws IOException {
    return cpuSeconds(Files.readString(proc("stat")));
  }

  /** The same from the text of the file; the name in it may hold spaces and brackets. */
  static double cpuSeconds(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
  }

  /** Resident memory now, in KiB. */
  long rssKib() throws IOException {
    return kib(Files.readString(proc("status")), "VmRSS:");
  }

  /** The most resident memory so far, in KiB. */
  long peakRssKib() throws IOException {
    return kib(Files.readString(proc("status")), "VmHWM:");
  }

  static long kib(String status, String key) {
    String value = status.lines().filter(line -> line.startsWith(key)).findFirst().orElseThrow();
    return Long.parseLong(value.replaceAll("\\D", ""));
  }

  /** How many descriptors are open. */
  long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(proc("fd"))) {
      return open.count();
    }
  }

  private Path proc(String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }
}
