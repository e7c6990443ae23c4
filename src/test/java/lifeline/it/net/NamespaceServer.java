package lifeline.it.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import lifeline.Programs;
import lifeline.it.support.Await;
import lifeline.it.support.Namespace;
import lifeline.it.support.Program;
import lifeline.it.support.TestServerProcess;
import lifeline.it.support.Transcript;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One server for the tests of a class, in a {@link Namespace} with its clients, which are programs
 * with ports known to the test.
 */
public final class NamespaceServer
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private static final int FIRST_PORT = 20_000;

  private final String[] settings;

  /** Of the tests that run, each on a thread of its own. */
  private final ThreadLocal<List<Peer>> peers = ThreadLocal.withInitial(ArrayList::new);

  private Namespace namespace;
  private TestServerProcess process;
  private Map<String, Integer> ports;
  private final AtomicInteger lastPort = new AtomicInteger(FIRST_PORT);

  public NamespaceServer(String... settings) {
    this.settings = settings;
  }

  /** A client program and the way to it. */
  public final class Peer {
    public final Program program;
    private final int port;
    private long since;

    private Peer(Program program, int port) {
      this.program = program;
      this.port = port;
    }

    /** From now on nothing comes through, either way; the watch begins to run. */
    public Peer cut() {
      namespace.cutTo(port);
      namespace.cutFrom(port);
      return startWatch();
    }

    public Peer cutTo() {
      namespace.cutTo(port);
      return startWatch();
    }

    public Peer cutFrom() {
      namespace.cutFrom(port);
      return startWatch();
    }

    /** The program stands still, while its kernel goes on; the watch begins to run. */
    public Peer freeze() {
      program.signal("STOP");
      return startWatch();
    }

    public void thaw() {
      program.signal("CONT");
    }

    /** The watch begins to run. */
    public Peer startWatch() {
      since = System.nanoTime();
      return this;
    }

    /** What has just happened did so within these times on the watch. */
    public void assertTook(double least, double most) {
      double took = Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0;
      assertTrue(took >= least && took <= most, () -> "took " + took + " s");
    }

    String address() {
      return "127.0.0.1:" + port;
    }
  }

  /** nc that has been greeted. */
  public Peer nc() {
    return nc("line");
  }

  /** nc at that listener. */
  public Peer nc(String listener) {
    Programs.need("nc.openbsd");
    int port = lastPort.incrementAndGet();
    Peer peer =
        start(List.of("nc.openbsd", "-p", "" + port, "127.0.0.1", "" + port(listener)), port);
    peer.program.skipToMatching(".*\\* welcome: .*");
    return peer;
  }

  /** nc with a name that has joined. */
  public Peer nc(String name, String join) {
    return join(nc(), name, join);
  }

  /** nc that has a name, has joined, and has then sent FIN. */
  public Peer ncThatEndsItsInput(String name, String join) {
    int port = lastPort.incrementAndGet();
    Programs.need("nc.openbsd");
    Peer peer =
        start(List.of("nc.openbsd", "-N", "-p", "" + port, "127.0.0.1", "" + port("line")), port);
    peer.program.skipToMatching("\\* welcome: .*");
    join(peer, name, join).program.closeInput();
    return peer;
  }

  /** Any program; {@code PORT} in its arguments is the telnet listener's. */
  public Peer telnet(String... command) {
    Programs.need(command[0]);
    List<String> filled = new ArrayList<>();
    for (String word : command) {
      filled.add(word.replace("PORT", "" + port("telnet")));
    }
    Peer peer = start(filled, 0);
    peer.program.skipToMatching(".*\\* welcome: .*");
    return peer;
  }

  public Peer join(Peer peer, String name, String join) {
    peer.program.send("/name " + name).skipToMatching("\\* you-are: " + name + "\r?");
    peer.program.send("/join " + join);
    peer.program.skipToMatching("\\* joined: \\Q" + join.replaceAll(" .*", "") + "\\E\\b.*");
    return peer;
  }

  /** More than the buffers of two kernels hold. */
  public void flood(Peer speaker, String room) {
    String text = "x".repeat(8_000);
    for (int i = 1; i <= 1_000; i++) {
      speaker.program.send("/say " + room + " " + text + " " + i);
    }
    speaker.program.send("/ping flooded").skipTo("* pong: flooded");
  }

  /** Asks until the answer has such a line. */
  public void until(Peer asker, String command, String regex) {
    List<String> answer = new ArrayList<>();
    Await.until(
        Transcript.PATIENCE,
        () -> {
          answer.clear();
          asker.program.send(command).send("/ping asked");
          answer.addAll(asker.program.upTo("\\* pong: asked"));
          return answer.stream().anyMatch(line -> line.matches(regex));
        },
        () -> regex + " in the answer to " + command + ": " + answer);
  }

  private Peer start(List<String> command, int port) {
    Peer peer = new Peer(Program.start(namespace.inside(command)), port);
    peers.get().add(peer);
    return peer;
  }

  int port(String kind) {
    return ports.get(kind);
  }

  String log() {
    return process.output();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    namespace = Namespace.create();
    process = TestServerProcess.startIn(namespace::inside, settings);
    ports = process.ports();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    // What is cut stays so: no port is used twice.
    peers.get().forEach(peer -> peer.program.close());
    peers.remove();
    List<String> errors =
        process.output().lines().filter(line -> line.matches(".* (ERROR|WARN) .*")).toList();
    assertEquals(List.of(), errors, "the log tells of errors");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    try {
      if (process != null) {
        try (TestServerProcess server = process) {
          assertEquals(0, server.stop(), () -> "exit code at SIGTERM:\n" + server.output());
        }
      }
    } finally {
      if (namespace != null) {
        namespace.close();
      }
    }
  }
}
