package lifeline.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** {@code bin/lifeline run} as a process, in a folder of its own. */
public final class TestServerProcess implements AutoCloseable {
  /** Each buffer is followed; one that is never released is told in the log as LEAK. */
  private static final String LEAK_DETECTION = "-Dio.netty.leakDetection.level=paranoid";

  /**
   * The quick compiler alone: a server of a test does not live long enough for the optimizing one,
   * which takes more than half of the processor time of a start.
   */
  private static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";

  /** Else Netty warns where no network card has an address, as in a namespace of its own. */
  private static final String MACHINE_ID = "-Dio.netty.machineId=02:00:00:00:00:01";

  private static final Duration TIME_TO_START = Duration.ofSeconds(60);
  private static final long SECONDS_TO_END = 15;

  private final Path folder;
  private final Process process;

  private TestServerProcess(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** A new folder for a server. */
  public static Path newFolder() {
    try {
      return Files.createTempDirectory("lifeline-it");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Options that open all listeners on free ports and keep data in {@code folder}. */
  public static List<String> options(Path folder, String... settings) {
    List<String> options = new ArrayList<>();
    List<String> all = new ArrayList<>();
    all.add("data=" + folder.resolve("data"));
    all.add(
        "listeners=[{kind: line, host: 127.0.0.1, port: 0},"
            + " {kind: telnet, host: 127.0.0.1, port: 0},"
            + " {kind: framed, host: 127.0.0.1, port: 0}]");
    all.add("admin.port=0");
    all.addAll(List.of(settings));
    for (String setting : all) {
      options.add("--set");
      options.add(setting);
    }
    return options;
  }

  /** Starts {@code bin/lifeline} with these arguments; its output goes to a file. */
  public static TestServerProcess launch(Path folder, List<String> arguments) {
    return launch(UnaryOperator.identity(), folder, "", arguments);
  }

  /** The same, where {@code place} turns the command into one that runs it elsewhere. */
  public static TestServerProcess launchIn(
      UnaryOperator<List<String>> place, Path folder, List<String> arguments) {
    return launch(place, folder, "", arguments);
  }

  private static TestServerProcess launch(
      UnaryOperator<List<String>> place, Path folder, String javaOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of("bin", "lifeline").toAbsolutePath().toString());
    command.addAll(arguments);
    try {
      ProcessBuilder builder =
          new ProcessBuilder(place.apply(command))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("output").toFile());
      String options = String.join(" ", QUICK_COMPILER, LEAK_DETECTION, MACHINE_ID, javaOptions);
      builder.environment().put("LIFELINE_JAVA_OPTS", options);
      Process process = builder.start();
      process.getOutputStream().close();
      return new TestServerProcess(folder, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a server; it is listening when this returns. */
  public static TestServerProcess start(String... settings) {
    return startOn(newFolder(), settings);
  }

  /** Starts a server on a folder that may have been another one's; it is listening then. */
  public static TestServerProcess startOn(Path folder, String... settings) {
    return startOn(folder, "", settings);
  }

  /** The same, with more options for the JVM, such as {@code -Xmx64m}. */
  public static TestServerProcess startOn(Path folder, String javaOptions, String[] settings) {
    return start(UnaryOperator.identity(), folder, javaOptions, settings);
  }

  /** Starts a server on a folder, where {@code place} runs it, and does not wait. */
  public static TestServerProcess startWithoutWaiting(
      UnaryOperator<List<String>> place, Path folder, String[] settings) {
    return begin(place, folder, "", settings);
  }

  /** Like {@link #start}, where {@code place} turns the command into one that runs it elsewhere. */
  public static TestServerProcess startIn(UnaryOperator<List<String>> place, String... settings) {
    return start(place, newFolder(), "", settings);
  }

  /** The same, on a folder that may have been another one's. */
  public static TestServerProcess startIn(
      UnaryOperator<List<String>> place, Path folder, String... settings) {
    return start(place, folder, "", settings);
  }

  private static TestServerProcess start(
      UnaryOperator<List<String>> place, Path folder, String javaOptions, String[] settings) {
    TestServerProcess server = begin(place, folder, javaOptions, settings);
    server.awaitReady();
    return server;
  }

  private static TestServerProcess begin(
      UnaryOperator<List<String>> place, Path folder, String javaOptions, String[] settings) {
    try {
      Files.deleteIfExists(folder.resolve("ready"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.add("--ready-file");
    arguments.add(folder.resolve("ready").toString());
    arguments.addAll(options(folder, settings));
    return launch(place, folder, javaOptions, arguments);
  }

  /** Waits until the ready file is there. */
  public void awaitReady() {
    long start = System.nanoTime();
    long deadline = start + TIME_TO_START.toNanos();
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      while (!Files.exists(folder.resolve("ready"))) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new AssertionError("the server did not start:\n" + output());
        }
        var key = watch.poll(200, TimeUnit.MILLISECONDS);
        if (key != null) {
          key.reset();
        }
      }
      Await.ended(start, TIME_TO_START, () -> "a server to start in " + folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The ports that the ready file tells, by kind. */
  public Map<String, Integer> ports() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(folder.resolve("ready"))) {
        String[] words = line.split(" ", -1);
        ports.put(words[0], Integer.parseInt(words[2]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ports;
  }

  /** Where its data and output are; gone after {@link #close}. */
  public Path folder() {
    return folder;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** All it has written to stdout and stderr. */
  public String output() {
    try {
      return Files.readString(folder.resolve("output"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it by SIGKILL; its folder stays. */
  public void kill() {
    process.destroyForcibly();
    exit(SECONDS_TO_END);
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Waits for its end; answers the exit code. */
  public int exit(long seconds) {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new AssertionError("the server does not end:\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Ends it by SIGTERM and answers the exit code; leaves nothing behind. */
  public int stop() {
    terminate();
    return exit(SECONDS_TO_END);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    delete(folder);
  }

  public static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
