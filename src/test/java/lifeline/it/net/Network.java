package lifeline.it.net;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import lifeline.Programs;
import lifeline.it.support.Namespace;

/**
 * Network namespaces, numbered from 1, on a bridge in one more. Each has an address that the others
 * reach; packets from one to another can be made to vanish.
 */
final class Network implements AutoCloseable {
  private final List<Namespace> namespaces = new ArrayList<>();

  /** A new one; the test is skipped where root may not make any. */
  static Network create(int places) {
    Network network = new Network();
    Namespace hub = network.add();
    assumeTrue(hub.can("ip", "link", "add", "hub", "type", "bridge"), "no bridges here");
    hub.run("ip", "link", "set", "hub", "up");
    for (int node = 1; node <= places; node++) {
      Namespace place = network.add();
      String port = "port" + node;
      String end = place.name();
      assumeTrue(
          hub.can("ip", "link", "add", port, "type", "veth", "peer", "name", "net", "netns", end),
          "no veth pairs here");
      hub.run("ip", "link", "set", port, "master", "hub", "up");
      place.run("ip", "address", "add", address(node) + "/24", "dev", "net");
      place.run("ip", "link", "set", "net", "up");
    }
    return network;
  }

  static String address(int node) {
    return "10.77.0." + node;
  }

  /** The command, to be run at that node. */
  List<String> inside(int node, List<String> command) {
    return namespaces.get(node).inside(command);
  }

  /** From now on nothing that one node sends reaches the other. */
  void cutOneWay(int from, int to) {
    namespaces.get(to).cutOff(address(from));
  }

  /** From now on these two don't reach each other. */
  void cut(int one, int other) {
    cutOneWay(one, other);
    cutOneWay(other, one);
  }

  /** From now on a node reaches none of the others, nor they it. */
  void cutOff(int node) {
    for (int other = 1; other < namespaces.size(); other++) {
      if (other != node) {
        cut(node, other);
      }
    }
  }

  /** From now on a node and the others can connect, but nothing gets through. */
  void cutOffData(int node) {
    for (int other = 1; other < namespaces.size(); other++) {
      if (other != node) {
        namespaces.get(other).cutOffData(address(node));
        namespaces.get(node).cutOffData(address(other));
      }
    }
  }

  /** From now on what a node sends to the others goes out slowly: 50 KB/s. */
  void slow(int node) {
    Programs.need("tc");
    namespaces
        .get(node)
        .run(
            "tc", "qdisc", "add", "dev", "net", "root", "tbf", "rate", "400kbit", "burst", "8kb",
            "latency", "2s");
  }

  void endSlow(int node) {
    namespaces.get(node).run("tc", "qdisc", "del", "dev", "net", "root");
  }

  /** From now on what is sent to a node comes through slowly: 500 KB/s. */
  void slowTo(int node) {
    Programs.need("tc");
    namespaces
        .get(0)
        .run(
            "tc",
            "qdisc",
            "add",
            "dev",
            "port" + node,
            "root",
            "tbf",
            "rate",
            "4mbit",
            "burst",
            "32kb",
            "latency",
            "500ms");
  }

  void endSlowTo(int node) {
    namespaces.get(0).run("tc", "qdisc", "del", "dev", "port" + node, "root");
  }

  /** From now on all packets arrive again. */
  void heal() {
    namespaces.forEach(Namespace::heal);
  }

  @Override
  public void close() {
    namespaces.forEach(Namespace::close);
  }

  private Namespace add() {
    Namespace namespace = Namespace.create();
    namespaces.add(namespace);
    return namespace;
  }
}
