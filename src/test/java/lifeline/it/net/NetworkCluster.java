package lifeline.it.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lifeline.Programs;
import lifeline.it.support.Certificate;
import lifeline.it.support.PreloadLibrary;
import lifeline.it.support.ProcessFaults;
import lifeline.it.support.Program;
import lifeline.it.support.TestCluster;

/**
 * A cluster whose nodes are in network namespaces of their own and talk TLS; each can be given
 * {@link ProcessFaults}. Its clients are nc, beside the node that they talk to.
 */
final class NetworkCluster implements AutoCloseable {
  private final Path folder;
  private final Network network;
  private final TestCluster cluster;
  private final List<ProcessFaults> faults = new ArrayList<>();
  private int loads;
  private NetworkLoad load;

  /**
   * Three nodes, not started yet.
   *
   * @param folder for what they need, empty
   * @param places for how many nodes there is a network; those above three can be added
   */
  NetworkCluster(Path folder, int places) throws IOException {
    this(folder, places, command -> command);
  }

  /**
   * @param limits makes of the command of a node one that runs with less of something
   */
  NetworkCluster(Path folder, int places, UnaryOperator<List<String>> limits) throws IOException {
    Programs.need("nc.openbsd");
    this.folder = folder;
    this.network = Network.create(places);
    Path library = PreloadLibrary.compile("trouble", folder);
    for (int node = 1; node <= places; node++) {
      faults.add(new ProcessFaults(library, folder.resolve("trouble" + node)));
    }
    this.cluster =
        new TestCluster(
            node -> command -> limits.apply(network.inside(node, faults(node).command(command))),
            IntStream.rangeClosed(1, places).mapToObj(NetworkCluster::peer).toList(),
            "cluster.tls=" + certificate(places),
            "listeners=[{kind: line, host: 127.0.0.1, port: 6666}]",
            "accept-timeout=1s");
  }

  /** One for all nodes. */
  private String certificate(int places) {
    String addresses =
        IntStream.rangeClosed(1, places)
            .mapToObj(node -> "IP:" + Network.address(node))
            .collect(Collectors.joining(",", "subjectAltName=", ""));
    Certificate nodes = Certificate.make(folder, "nodes", "-addext", addresses);
    return String.format("{cert: %s, key: %s, ca: %1$s}", nodes.cert(), nodes.key());
  }

  Network network() {
    return network;
  }

  TestCluster nodes() {
    return cluster;
  }

  ProcessFaults faults(int node) {
    return faults.get(node - 1);
  }

  /** Where that node listens for the others. */
  static String peer(int node) {
    return Network.address(node) + ":6690";
  }

  /** A client of that node. */
  Program nc(int node) {
    return Program.start(network.inside(node, List.of("nc.openbsd", "127.0.0.1", "6666")));
  }

  /** Sends that node a signal, such as {@code STOP}. */
  void signal(String signal, int node) {
    String pid = String.valueOf(cluster.node(node).pid());
    try (Program kill = Program.start(List.of("kill", "-" + signal, pid))) {
      assertEquals(0, kill.exit());
    }
  }

  /** Lets one of so many nodes, or a link between two of them, fail; cut links stay cut. */
  void injectFault(Random random, int nodes) {
    int one = 1 + random.nextInt(nodes);
    int other = 1 + (one + random.nextInt(nodes - 1)) % nodes;
    switch (random.nextInt(5)) {
      case 0 -> network.cutOneWay(one, other);
      case 1 -> network.cut(one, other);
      case 2 -> network.cutOff(one);
      case 3 -> {
        signal("STOP", one);
        load.run(random.nextInt(5000));
        signal("CONT", one);
      }
      default -> {
        cluster.kill(one);
        load.run(random.nextInt(3000));
        cluster.restart(one);
      }
    }
  }

  /** Begins a load on nodes 1 to 3, in a room of its own. */
  NetworkLoad load() {
    loads++;
    load = new NetworkLoad("r" + loads, this::nc, 1, 2, 3);
    load.run(300);
    return load;
  }

  /** To be called after each test: heals all, ends the load, and no node has told of errors. */
  void check() {
    heal();
    if (load != null) {
      load.close();
      load = null;
    }
    cluster.assertNoErrors();
  }

  /** Network, clocks and disks are as they should be. */
  void heal() {
    network.heal();
    faults.forEach(ProcessFaults::clear);
  }

  @Override
  public void close() {
    cluster.close();
    network.close();
  }
}
