package lifeline.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A control group of the kernel, whose processes can be given less than a core together. Where none
 * can be made, the processes are not limited.
 */
public final class CpuLimit implements AutoCloseable {
  private static final long PERIOD_MICROS = 100_000;
  private static final long SECONDS_TO_END = 10;

  /** Where the first version of control groups has those for CPU, and where the second has all. */
  private static final List<Path> ROOTS =
      List.of(Path.of("/sys/fs/cgroup/cpu"), Path.of("/sys/fs/cgroup"));

  /** Null if there is none. */
  private final Path group;

  private CpuLimit(Path group) {
    this.group = group;
  }

  /** A group without a limit. */
  public static CpuLimit create() {
    for (Path root : ROOTS) {
      Path group = root.resolve("lifeline-it-" + ProcessHandle.current().pid());
      try {
        if (Files.exists(root.resolve("cgroup.procs"))) {
          Files.createDirectory(group);
          return new CpuLimit(group);
        }
      } catch (IOException e) {
        System.getLogger("cpu").log(System.Logger.Level.INFO, "no limit: " + e);
      }
    }
    return new CpuLimit(null);
  }

  /** From now on the processes get so much of one core together. */
  public void set(int percent) {
    long micros = PERIOD_MICROS * percent / 100;
    if (group == null) {
      return;
    }
    if (Files.exists(group.resolve("cpu.max"))) {
      write("cpu.max", micros + " " + PERIOD_MICROS);
    } else if (Files.exists(group.resolve("cpu.cfs_quota_us"))) {
      write("cpu.cfs_quota_us", String.valueOf(micros));
    }
  }

  private void write(String file, String value) {
    try {
      Files.writeString(group.resolve(file), value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes of a command one that runs in the group. */
  public List<String> in(List<String> command) {
    if (group == null) {
      return command;
    }
    List<String> all = new ArrayList<>();
    all.addAll(List.of("sh", "-c", "echo $$ > " + group + "/cgroup.procs; exec \"$@\"", "sh"));
    all.addAll(command);
    return all;
  }

  /** Removes the group, once its processes have ended. */
  @Override
  public void close() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_END);
    while (group != null && !group.toFile().delete() && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
