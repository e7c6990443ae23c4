package lifeline.it.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lifeline.Programs;

/**
 * A network namespace of its own, with nothing but a loopback, on which packets of single clients
 * can be made to vanish. Needs root, {@code ip} and {@code nft}.
 */
public final class Namespace implements AutoCloseable {
  /** More than any packet of TCP has that carries no data, and less than a message of TLS. */
  private static final int LENGTH_WITHOUT_DATA = 100;

  private static int made;

  private final String name = "lifeline-it-" + ProcessHandle.current().pid() + "-" + ++made;

  private Namespace() {}

  /** A new one; the test is skipped where root may not make any. */
  public static Namespace create() {
    Programs.need("ip");
    Programs.need("nft");
    Programs.needPrivileges();
    Namespace namespace = new Namespace();
    assumeTrue(exit(List.of("ip", "netns", "add", namespace.name)) == 0, "no namespaces here");
    namespace.run("ip", "link", "set", "lo", "up");
    namespace.run("nft", "add", "table", "inet", "cut");
    namespace.run(
        "nft", "add", "chain", "inet", "cut", "in", "{ type filter hook input priority 0; }");
    return namespace;
  }

  /** The command, to be run in this namespace. */
  public List<String> inside(List<String> command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(command);
    return all;
  }

  /** From now on nothing reaches the client on this port. */
  public void cutTo(int port) {
    run("nft", "add", "rule", "inet", "cut", "in", "tcp", "dport", "" + port, "drop");
  }

  /** From now on nothing that the client on this port sends reaches anybody. */
  public void cutFrom(int port) {
    run("nft", "add", "rule", "inet", "cut", "in", "tcp", "sport", "" + port, "drop");
  }

  /** From now on nothing that comes from this address arrives. */
  public void cutOff(String address) {
    run("nft", "add", "rule", "inet", "cut", "in", "ip", "saddr", address, "drop");
  }

  /** From now on connections from this address can be made, but nothing arrives on them. */
  public void cutOffData(String address) {
    run(
        "nft",
        "add",
        "rule",
        "inet",
        "cut",
        "in",
        "ip",
        "saddr",
        address,
        "meta",
        "length",
        ">",
        "" + LENGTH_WITHOUT_DATA,
        "drop");
  }

  /** From now on all packets arrive again. */
  public void heal() {
    run("nft", "flush", "chain", "inet", "cut", "in");
  }

  public String name() {
    return name;
  }

  /** Runs a command in this namespace, which must succeed. */
  public void run(String... command) {
    int code = exit(inside(List.of(command)));
    if (code != 0) {
      throw new AssertionError(String.join(" ", command) + ": exit code " + code);
    }
  }

  /** Runs a command in this namespace; whether it succeeds. */
  public boolean can(String... command) {
    return exit(inside(List.of(command))) == 0;
  }

  private static int exit(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(String.join(" ", command) + " does not end");
      }
      return process.exitValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    exit(List.of("ip", "netns", "del", name));
  }
}
