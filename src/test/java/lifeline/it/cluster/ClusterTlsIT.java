package lifeline.it.cluster;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import lifeline.it.support.Certificate;
import lifeline.it.support.Client;
import lifeline.it.support.Program;
import lifeline.it.support.TestCluster;
import lifeline.it.support.TestServerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes know each other by their certificates. */
class ClusterTlsIT {
  private final List<Integer> ports = TestCluster.freePorts(3);
  private final List<TestServerProcess> nodes = new ArrayList<>();
  @TempDir private Path folder;
  private Certificate ours;
  private Certificate foreign;

  @BeforeEach
  void certify() {
    ours = Certificate.make(folder, "ours");
    foreign = Certificate.make(folder, "foreign");
  }

  @AfterEach
  void stop() {
    nodes.forEach(TestServerProcess::close);
  }

  @Test
  void shouldLetOnlyNodesTakePartThatTheAuthorityKnows() {
    TestServerProcess first = start(1, ours);
    TestServerProcess second = start(2, ours);
    TestServerProcess stranger = start(3, foreign);
    nodes.forEach(TestServerProcess::awaitReady);
    awaitTakesPart(first);
    awaitTakesPart(second);
    try (Client alice = new Client(first.ports().get("line"))) {
      alice.send("/receipts on").send("/join ops").send("before").skipToMatching("\\* ok ops#1 .*");
    }
    try (Client bob = new Client(stranger.ports().get("line"))) {
      bob.skipToMatching("! unavailable no majority .*").send("/history ops");
      bob.skipTo("* history: ops 0 lines");
    }
    assertFalse(stranger.output().contains(" has joined the cluster"), stranger::output);
    assertNotEquals(0, anonymous(), "who shows no certificate is sent away");

    stranger.kill();
    TestServerProcess third = start(3, ours);
    awaitTakesPart(third);
    third.awaitReady();
    try (Client carol = new Client(third.ports().get("line"))) {
      carol.send("/history ops").skipToMatching("\\[ops] .*: before");
    }
  }

  private static void awaitTakesPart(TestServerProcess node) {
    TestCluster.await(() -> node.output().contains(" has joined the cluster"), "it takes part");
  }

  private TestServerProcess start(int node, Certificate authority) {
    Certificate own = authority.sign(folder, "n" + node, "127.0.0.1");
    String peers =
        String.format(
            "cluster.peers={n1: '127.0.0.1:%d', n2: '127.0.0.1:%d', n3: '127.0.0.1:%d'}",
            ports.toArray());
    String tls =
        String.format(
            "cluster.tls={cert: '%s', key: '%s', ca: '%s'}",
            own.cert(), own.key(), authority.cert());
    TestServerProcess server =
        TestServerProcess.startWithoutWaiting(
            UnaryOperator.identity(),
            TestServerProcess.newFolder(),
            new String[] {"node=n" + node, peers, tls, "accept-timeout=2s"});
    nodes.add(server);
    return server;
  }

  /** How a TLS client ends that has no certificate, and would stay. */
  private int anonymous() {
    String command =
        String.format(
            "openssl s_client -quiet -no_ign_eof -alpn h2 -connect 127.0.0.1:%d -CAfile %s",
            ports.get(0), ours.cert());
    try (Program client = Program.start(List.of(command.split(" ", -1)))) {
      return client.exit();
    }
  }
}
