package lifeline.it.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One server for the tests of a class. Ends the clients of each test after it, looks for errors in
 * the log then, and at last ends the server, which must exit with 0.
 */
public final class TestServer implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private final String[] settings;
  private final List<Transcript<?>> clients = new ArrayList<>();
  private TestServerProcess process;
  private Map<String, Integer> ports;
  private boolean leavesNothing;
  private SocketCensus census;
  private int checkedLines;

  /** Settings here come after, and so go over, a lobby delay longer than the steps of a test. */
  public TestServer(String... settings) {
    this.settings =
        Stream.concat(Stream.of("limits.lobby-delay=10s"), Stream.of(settings))
            .toArray(String[]::new);
  }

  /**
   * Sees after each test that the server keeps no socket and no descriptor of its clients. Not
   * where a client in raw just goes away after its FIN: the server knows with the next line.
   */
  public TestServer leavingNothing() {
    leavesNothing = true;
    return this;
  }

  /** The port of the listener of that kind. */
  public int port(String kind) {
    return ports.get(kind);
  }

  public long pid() {
    return process.pid();
  }

  String log() {
    return process.output();
  }

  /** A client of the line listener that has not read anything. */
  public Client connect() {
    return closeAfterTest(new Client(port("line")));
  }

  /** A client of the line listener that has been greeted. */
  public Client client() {
    return connect().skipToMatching("\\* welcome: .*");
  }

  /** A guest that has joined {@code room}; {@code join} may go on: {@code ops from all}. */
  public Client guest(String join) {
    return joined(client(), join);
  }

  /** A client with a name that has joined {@code room}, and read all answers to that. */
  public Client named(String name, String join) {
    Client client = client().send("/name " + name);
    client.skipTo("* you-are: " + name);
    return joined(client, join);
  }

  /** A guest in {@code raw} that has joined. */
  public Client raw(String join) {
    Client client = client().send("/format raw").send("/join " + join).send("/marker");
    return client.skipToMatching("! unknown-command .*");
  }

  /** A client that has changed to that format. */
  public Client inFormat(String format) {
    Client client = client().send("/format " + format);
    client.beforeMarker();
    return client;
  }

  public TelnetClient telnet() {
    TelnetClient client = closeAfterTest(new TelnetClient(port("telnet")));
    client.skipToMatching("\\* welcome: .*\r");
    return client;
  }

  public FramedClient framed() {
    FramedClient client = closeAfterTest(new FramedClient(port("framed")));
    client.skipToMatching("\\* welcome: .*");
    return client;
  }

  /** A program; it is killed after the test. */
  public Program program(String... command) {
    return closeAfterTest(Program.start(List.of(command)));
  }

  public <T extends Transcript<?>> T closeAfterTest(T client) {
    clients.add(client);
    return client;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    process = TestServerProcess.start(settings);
    ports = process.ports();
    if (leavesNothing) {
      // What the server opens once, for its first connection, is none of the tests'.
      client().close();
      clients.clear();
      census = new SocketCensus(process.pid(), ports.values());
      census.recordBaseline();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    clients.forEach(Transcript::close);
    clients.clear();
    if (leavesNothing) {
      census.awaitRest();
    }
    assertNoErrors();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (process == null) {
      return;
    }
    try (TestServerProcess server = process) {
      assertEquals(0, server.stop(), () -> "exit code at SIGTERM:\n" + server.output());
      assertNoErrors();
    }
  }

  /** Nothing bad has been logged since the last look. */
  private void assertNoErrors() {
    List<String> lines = process.output().lines().toList();
    List<String> errors =
        lines.subList(checkedLines, lines.size()).stream()
            .filter(line -> line.matches(".* (ERROR|WARN) .*") || line.contains("LEAK"))
            .toList();
    checkedLines = lines.size();
    assertEquals(List.of(), errors, "the log tells of errors");
  }

  private static Client joined(Client client, String join) {
    String room = join.replaceAll(" .*", "");
    client.send("/join " + join);
    return client.skipToMatching("\\* joined: \\Q" + room + "\\E\\b.*");
  }
}
