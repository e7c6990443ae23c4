package lifeline.it.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Counts what a server holds of the system: sockets of its ports, as the kernel lists them in
 * {@code /proc/net/tcp} ({@code ss -tan} shows the same), and descriptors of sockets of its
 * process. Other files come and go as the store works.
 */
final class SocketCensus {
  private static final Duration TIME_TO_CLOSE = Duration.ofSeconds(10);

  /** What a server at rest may have: LISTEN, and TIME_WAIT, which needs no process. */
  private static final Set<String> AT_REST = Set.of("0A", "06");

  private final long pid;
  private final Set<String> ports;
  private int baseline = Integer.MAX_VALUE;

  SocketCensus(long pid, Collection<Integer> ports) {
    this.pid = pid;
    this.ports = ports.stream().map("%04X"::formatted).collect(Collectors.toSet());
  }

  /** A server at rest as it is now is a server at rest. */
  void recordBaseline() {
    awaitRest();
    baseline = descriptors();
  }

  /** Waits until no connection is left; fails when one stays, or a descriptor of one does. */
  void awaitRest() {
    long start = System.nanoTime();
    long deadline = start + TIME_TO_CLOSE.toNanos();
    List<String> sockets = sockets();
    int descriptors = descriptors();
    while (!(sockets.isEmpty() && descriptors <= baseline) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
      sockets = sockets();
      descriptors = descriptors();
    }
    Await.ended(start, TIME_TO_CLOSE, () -> "the server to close its sockets");
    assertEquals(List.of(), sockets, "sockets left, as in /proc/net/tcp");
    assertTrue(
        descriptors <= baseline,
        descriptors + " descriptors of sockets, " + baseline + " at first");
  }

  /** The lines of the server's sockets that are neither LISTEN nor TIME_WAIT. */
  List<String> sockets() {
    List<String> found = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : lines(Path.of("/proc/net", table))) {
        String[] words = line.trim().split(" +", -1);
        String local = words[1].substring(words[1].indexOf(':') + 1);
        if (ports.contains(local) && !AT_REST.contains(words[3])) {
          found.add(line);
        }
      }
    }
    return found;
  }

  private int descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
      return (int) open.filter(SocketCensus::isSocket).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (NoSuchFileException e) {
      return false; // closed since it was listed
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path table) {
    try {
      return Files.exists(table) ? Files.readAllLines(table).stream().skip(1).toList() : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
