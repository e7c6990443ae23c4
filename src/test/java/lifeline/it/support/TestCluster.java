package lifeline.it.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Three nodes as processes, numbered 1 to 3, and others that may be added to them. As an extension
 * it is one cluster for the tests of a class: after each test it closes the clients, looks for
 * errors in the logs, and starts the nodes that the test has left dead.
 */
public final class TestCluster
    implements AutoCloseable, BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern LEADS = Pattern.compile(" node n(\\d) is the leader\\b");

  private static final int FIRST = 3;

  private final List<String> settings = new ArrayList<>();
  private final List<String> peers;
  private final IntFunction<UnaryOperator<List<String>>> places;
  private final List<TestServerProcess> nodes = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final Set<Integer> frozen = new TreeSet<>();
  private Supplier<Path> firstFolder = TestServerProcess::newFolder;

  public TestCluster(String... settings) {
    this(node -> UnaryOperator.identity(), loopback(), settings);
  }

  /**
   * Nodes that run elsewhere.
   *
   * @param places for each node what turns its command into one that runs it there
   * @param peers host and port of each node, for the others; more than three can be added
   */
  public TestCluster(
      IntFunction<UnaryOperator<List<String>>> places, List<String> peers, String... settings) {
    this.places = places;
    this.peers = List.copyOf(peers);
    this.settings.add("limits.lobby-delay=10s");
    this.settings.addAll(List.of(settings));
  }

  /** The first node will start on a folder that this makes, with the data of another server. */
  public TestCluster startingOn(Supplier<Path> folder) {
    firstFolder = folder;
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    startWith(firstFolder.get());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Set.copyOf(frozen).forEach(this::resume);
    closeClients();
    assertNoErrors();
    restartDead();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  private void restartDead() {
    List<Integer> dead =
        IntStream.rangeClosed(1, nodes.size()).filter(n -> !node(n).isAlive()).boxed().toList();
    dead.forEach(this::restart);
    dead.forEach(number -> node(number).awaitReady());
    await(() -> nodes.stream().allMatch(TestCluster::takesPart), "all take part");
  }

  /** Starts all; they are listening and take part when this returns. */
  public void start() {
    startWith(TestServerProcess.newFolder());
  }

  /** Starts all, the first one on a folder that may have been another server's. */
  public void startWith(Path first) {
    nodes.add(startNode(1, first));
    for (int node = 2; node <= FIRST; node++) {
      nodes.add(startNode(node, TestServerProcess.newFolder()));
    }
    nodes.forEach(TestServerProcess::awaitReady);
    // Without the others a node begins to listen after a while.
    await(() -> nodes.stream().allMatch(TestCluster::takesPart), "all take part");
  }

  private static boolean takesPart(TestServerProcess node) {
    return node.output().contains(" has joined the cluster, epoch ");
  }

  /** Starts one more, which none of the others knows; it waits to be added when this returns. */
  public void startExtraNode() {
    int number = nodes.size() + 1;
    nodes.add(startNode(number, TestServerProcess.newFolder()));
    awaitWaitsToBeAdded(number);
  }

  /** Waits until that node, which has begun on an empty folder, waits to be added. */
  public void awaitWaitsToBeAdded(int number) {
    await(() -> node(number).output().contains("waiting to be added"), "n" + number + " waits");
  }

  /** Runs a command of {@code bin/lifeline} with the configuration of that node. */
  public CommandResult command(int node, String... words) {
    return awaitResult(startCommand(node, words));
  }

  /** The same, but does not wait for its end. */
  public TestServerProcess startCommand(int node, String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(TestServerProcess.options(node(node).folder(), settings(node)));
    return TestServerProcess.launch(TestServerProcess.newFolder(), arguments);
  }

  /** Waits for the end of a command. */
  public static CommandResult awaitResult(TestServerProcess command) {
    try (command) {
      return new CommandResult(command.exit(PATIENCE.toSeconds()), command.output());
    }
  }

  /** How a command has ended, and what it has printed. */
  public record CommandResult(int code, String text) {}

  /** Waits until every node takes part. */
  public void awaitHealthy(int asked) {
    await(() -> command(asked, "cluster", "status").code() == 0, "all take part");
  }

  /** What is set as {@code cluster.peers} for the first three. */
  public String peers() {
    return peers(FIRST);
  }

  private String peers(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(node -> "n" + node + ": " + peers.get(node - 1))
        .collect(Collectors.joining(", ", "cluster.peers={", "}"));
  }

  /** Ends the node by SIGTERM, which must go well, and starts it again. */
  public void restartInOrder(int number) {
    assertEquals(0, node(number).stop(), () -> node(number).output());
    restart(number);
    node(number).awaitReady();
  }

  /** A client of that node that has been greeted. */
  public Client client(int node) {
    return connect(node).skipToMatching("\\* welcome: .*");
  }

  /** A client of that node that has read nothing so far. */
  public Client connect(int node) {
    Client client = new Client(nodes.get(node - 1).ports().get("line"));
    clients.add(client);
    return client;
  }

  /** A client with a name that has joined {@code room}, and read all answers to that. */
  public Client named(int node, String name, String join) {
    Client client = client(node).send("/name " + name);
    client.skipTo("* you-are: " + name);
    String room = join.replaceAll(" .*", "");
    client.send("/join " + join);
    return client.skipToMatching("\\* joined: \\Q" + room + "\\E\\b.*");
  }

  /** The node that leads, as most nodes have it; waits until they agree. */
  public int leader() {
    await(() -> agreed() != 0, "most nodes know who leads");
    return agreed();
  }

  /**
   * 0 while no two nodes have heard the same. Clocks of nodes may differ, so none is asked when.
   */
  private int agreed() {
    Map<Integer, Integer> votes = new HashMap<>();
    for (TestServerProcess node : nodes.stream().filter(TestServerProcess::isAlive).toList()) {
      Matcher matcher = LEADS.matcher(node.output());
      int last = 0;
      while (matcher.find()) {
        last = Integer.parseInt(matcher.group(1));
      }
      if (last != 0 && votes.merge(last, 1, Integer::sum) == 2) {
        return last;
      }
    }
    return 0;
  }

  /** The next lines that begin so; skips all others, of which none may be an error. */
  public static List<String> readLines(Client client, String beginning, int count) {
    List<String> lines = new ArrayList<>();
    while (lines.size() < count) {
      String line = client.line();
      assertFalse(line.startsWith("!"), line);
      if (line.startsWith(beginning)) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** A node that is none of these. */
  public static int otherThan(Integer... nodes) {
    List<Integer> all = List.of(nodes);
    return List.of(1, 2, 3).stream().filter(node -> !all.contains(node)).findFirst().orElseThrow();
  }

  public TestServerProcess node(int number) {
    return nodes.get(number - 1);
  }

  /** Stops the node by SIGSTOP; its kernel goes on. */
  public void freeze(int number) {
    frozen.add(number);
    signal("STOP", number);
  }

  /** Lets a frozen node continue. */
  public void resume(int number) {
    signal("CONT", number);
    frozen.remove(number);
  }

  private void signal(String signal, int number) {
    try (Program kill = Program.start(List.of("kill", "-" + signal, "" + node(number).pid()))) {
      assertEquals(0, kill.exit());
    }
  }

  /** Ends the node by SIGKILL. */
  public void kill(int number) {
    node(number).kill();
  }

  /** Starts a node again that has ended; does not wait until it is ready. */
  public void restart(int number) {
    nodes.set(number - 1, startNode(number, node(number).folder()));
  }

  private TestServerProcess startNode(int node, Path folder) {
    return TestServerProcess.startWithoutWaiting(places.apply(node), folder, settings(node));
  }

  private String[] settings(int node) {
    List<String> own = new ArrayList<>(settings);
    own.add(peers(Math.max(FIRST, node)));
    own.add("node=n" + node);
    return own.toArray(String[]::new);
  }

  public static void await(BooleanSupplier condition, String what) {
    Await.until(PATIENCE, condition, () -> what);
  }

  public void closeClients() {
    clients.forEach(Client::close);
    clients.clear();
  }

  /** No node has logged an error. */
  public void assertNoErrors() {
    for (TestServerProcess node : nodes) {
      List<String> errors =
          node.output()
              .lines()
              .filter(line -> line.matches(".* ERROR .*") || line.contains("LEAK"))
              .toList();
      assertEquals(List.of(), errors, "the log tells of errors");
    }
  }

  @Override
  public void close() {
    closeClients();
    nodes.forEach(TestServerProcess::close);
  }

  private static List<String> loopback() {
    return freePorts(FIRST).stream().map(port -> "127.0.0.1:" + port).toList();
  }

  public static List<Integer> freePorts(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        ports.add(sockets.get(i).getLocalPort());
      }
      for (ServerSocket socket : sockets) {
        socket.close();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
