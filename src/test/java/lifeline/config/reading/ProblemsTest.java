package lifeline.config.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "liveness.stall-timeout=5x | liveness.stall-timeout: \"5x\": not a duration; write 500ms, 15s, 5m or 7d",
        "liveness.stall-timeout=off | liveness.stall-timeout: \"off\": not a duration; write 500ms, 15s, 5m or 7d",
        "liveness.idle-timeout=2 | liveness.idle-timeout: \"2\": not a duration; write 500ms, 15s, 5m or 7d, or off",
        "liveness.heartbeat-interval=500ms | liveness.heartbeat-interval: \"500ms\": must be from 1s to 1d, to give the client time to answer",
        "liveness.stal-timeout=5s | liveness.stal-timeout: \"5s\": unknown key; did you mean stall-timeout?",
        "liveness=5 | liveness: \"5\": must be a section of keys and values",
        "liveness.close.kicked=linger | liveness.close.kicked: \"linger\": must be graceful, linger N (seconds) or reset",
        "liveness.close.kicked=linger 0 | liveness.close.kicked: \"linger 0\": must be from 1 to 3600, seconds",
        "liveness.idle-timeout.x=1s | liveness.idle-timeout: \"{x=1s}\": must be one value, not a list or a section",
        "colour=red | colour: \"red\": unknown key",
        "durability=tape | durability: \"tape\": must be one of memory, process, disk",
        "node=a b | node: \"a b\": not a name; 1 to 32 of letters, digits, '.', '_' and '-', beginning with a letter or digit",
        "allow-anonymous=maybe | allow-anonymous: \"maybe\": must be true or false",
        "limits.max-line=64KiB | limits.max-line: \"64KiB\": must be from 16 to 65535, as a frame has 2 bytes for its length",
        "delivery.max-bytes=64MB | delivery.max-bytes: \"64MB\": not a size; write 8192, 64KiB or 256MiB",
        "retention.bytes=9999999GiB | retention.bytes: \"9999999GiB\": must be from 1 to 1024TiB",
        "delivery.max-attempts=-1 | delivery.max-attempts: \"-1\": not a number; write a whole number from 1 to 1000000",
        "delivery.backoff-max=10ms | delivery.backoff-max: \"10ms\": must not be less than backoff-first, from which it grows",
        "listeners=line | listeners: \"line\": must be a list",
        "listeners=[] | listeners: empty; clients need at least one",
        "listeners=[{port: 1}] | listeners.0.kind: missing; must be one of line, telnet, framed",
        "listeners.line.port=65536 | listeners.0.port: \"65536\": must be from 0 to 65535, where 0 takes a free port",
        "listeners.telnet.port=6666 | listeners.1.port: \"6666\": already the port of listeners.0.port on 127.0.0.1",
        "admin.port=6623 | admin.port: \"6623\": already the port of listeners.1.port on 127.0.0.1",
        "listeners.line.host=0.0.0.0 | listeners.0.host: \"0.0.0.0\": other machines can reach it and there are no accounts; set accounts, or allow-anonymous: true if this is meant",
        "listeners.line.host=127.0.0.1.example.org | listeners.0.host: \"127.0.0.1.example.org\": other machines can reach it and there are no accounts; set accounts, or allow-anonymous: true if this is meant",
        "listeners.line.tls={cert: a} | listeners.0.tls: incomplete; needs cert and key",
        "listeners.line.tls={cert: a, key: missing.pem} | listeners.0.tls.key: \"missing.pem\": no such file, or not readable",
        "listeners.9.port=1 | --set listeners.9.port: \"1\": there are only 2 listeners",
        "accounts=users.yaml | accounts: \"users.yaml\": not available in this version; leave it out",
        "rooms={-x: {}} | rooms.-x: not the name of a room",
        "cluster.peers={n2: 127.0.0.1:1} | node: \"n1\": must be one of cluster.peers, to find its address",
        "cluster.peers={n1: 127.0.0.1} | cluster.peers.n1: \"127.0.0.1\": not an address; write host:port, as 127.0.0.1:6690 or [::1]:6690",
        "cluster.peers={n1: 10.0.0.1:1} | cluster.peers.n1: \"10.0.0.1\": would be reached without TLS; set cluster.tls, or cluster.allow-plaintext: true if the network is trusted",
        "cluster.peers={n1: 127.0.0.1:70000} | cluster.peers.n1: \"127.0.0.1:70000\": must be from 1 to 65535, as peers must know it",
        "cluster={peers: {n1: 10.0.0.1:1}, tls: {cert: a, key: b}} | cluster.tls.ca: missing; peers must know each other's certificates",
        "idle | --set: \"idle\": write --set key=value",
      })
  void shouldNameKeyValueAndReason(String set, String problem) {
    assertEquals(List.of(problem), Configs.problems("", set));
  }

  @Test
  void shouldReportAllProblemsOfAllSourcesAtOnce() {
    assertEquals(
        List.of(
            "LIFELINE_NOD: \"x\": unknown key in the environment",
            "liveness.stall-timeout: \"1\": not a duration; write 500ms, 15s, 5m or 7d",
            "limits.connections: \"many\": not a number; write a whole number from 1 to 10000000",
            "colour: \"red\": unknown key"),
        Configs.problems(
            "liveness: {stall-timeout: 1}\ncolour: red",
            Map.of("LIFELINE_NOD", "x"),
            "limits.connections=many"));
  }

  @Test
  void shouldReportWhereAFileIsNotYaml() {
    assertEquals(
        List.of("test.yaml: line 2, column 8: mapping values are not allowed here"),
        Configs.problems("node: a\ndata: b: c"));
  }

  @Test
  void shouldReportADuplicateKey() {
    assertEquals(
        List.of("test.yaml: line 3, column 1: found duplicate key limits"),
        Configs.problems("limits: {rooms: 5}\nnode: a\nlimits: {names: 5}"));
  }

  @Test
  void shouldRefuseAFileThatIsNotASection() {
    assertEquals(
        List.of("test.yaml: \"hello\": must be a file of keys and values"),
        Configs.problems("hello"));
  }

  @Test
  void shouldRefuseAClusterThatStoresNothing() {
    assertEquals(
        List.of(
            "durability: \"memory\": a node of a cluster stores what it has accepted; leave it out"),
        Configs.problems("durability: memory", "cluster.peers={n1: 127.0.0.1:6690}"));
  }

  @Test
  void shouldShowAPathAsItWasWritten() {
    assertEquals(
        List.of("listeners.0.tls.cert: \"missing.pem\": no such file, or not readable"),
        Configs.problems("", "listeners.line.tls={cert: missing.pem, key: b}"));
  }

  @Test
  void shouldAllowAnAddressOffTheLoopbackThatIsMeant() {
    assertEquals(
        List.of(), Configs.problems("allow-anonymous: true", "listeners.line.host=0.0.0.0"));
    assertEquals(List.of(), Configs.problems("", "listeners.line.host=::1"));
    assertEquals(List.of(), Configs.problems("", "listeners.line.host=127.1.2.3"));
  }
}
