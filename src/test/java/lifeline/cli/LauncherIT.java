package lifeline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lifeline.it.support.Certificate;
import lifeline.it.support.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a process, from another working directory, through a link with a blank. */
@Timeout(120)
class LauncherIT {
  private static final Path LAUNCHER = Path.of("bin", "lifeline").toAbsolutePath();

  @TempDir private Path temp;

  /** How a process ended, and what it said on both streams. */
  private record Ended(int code, String said) {}

  private int begun;

  @Test
  void shouldRunUntilSigtermAndEndAsAsked() throws Exception {
    Path ready = temp.resolve("ready file");
    Process server = begin("run", 0, "--ready-file", ready.toString());
    while (!Files.exists(ready)) {
      assertFalse(server.waitFor(20, TimeUnit.MILLISECONDS), () -> said());
    }
    List<String> lines = Files.readAllLines(ready);
    assertTrue(lines.get(0).matches("line 127\\.0\\.0\\.1 [1-9]\\d*"), lines.toString());
    Ended status = run("status", 0);
    assertEquals(0, status.code());
    assertTrue(status.said().startsWith("running, pid " + server.pid() + "\n"), status.said());
    assertTrue(status.said().contains(lines.get(0)), status.said());
    Ended second = run("run", 0);
    assertEquals(4, second.code(), second.said());
    assertTrue(second.said().contains(data().toString()), second.said());
    server.destroy();
    assertEquals(0, server.waitFor());
    assertEquals(1, run("status", 0).code());
  }

  @Test
  void shouldStartInTheBackgroundRestartAndStop() throws Exception {
    Ended started = run("start", 0);
    try {
      assertEquals(0, started.code(), started.said());
      assertTrue(started.said().matches("(?s).*running, pid \\d+\nline .*"), started.said());
      Ended restarted = run("restart", 0);
      assertEquals(0, restarted.code(), restarted.said());
      assertTrue(restarted.said().contains("stopped, pid "), restarted.said());
    } finally {
      assertEquals(0, run("stop", 0).code());
    }
    assertEquals(1, run("status", 0).code());
    assertEquals(0, run("stop", 0).code());
  }

  @Test
  void shouldEndWithThreeWhenTheAddressIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ended run = run("run", taken.getLocalPort());
      assertEquals(3, run.code(), run.said());
      Ended start = run("start", taken.getLocalPort());
      assertEquals(3, start.code(), start.said());
      assertTrue(start.said().contains("in use"), start.said());
    }
  }

  @Test
  void shouldReportEveryProblemOfTheConfigurationAtOnce() throws Exception {
    Ended check = run("check", 0, "--set", "nonsense=1", "--set", "limits.max-line=x");
    assertEquals(2, check.code());
    assertTrue(check.said().contains("nonsense"), check.said());
    assertTrue(check.said().contains("limits.max-line"), check.said());
    assertEquals(new Ended(0, "configuration ok\n"), run("check", 0));
  }

  @Test
  void shouldEndWithTwoWhenAFileOfTlsIsNoPem() throws Exception {
    Path junk = Files.writeString(temp.resolve("junk.pem"), "nonsense\n");
    String listener =
        "listeners=[{kind: line, port: 0, tls: {cert: " + junk + ", key: " + junk + "}}]";
    for (String command : List.of("check", "run")) {
      Ended ended = run(command, 0, "--set", listener);
      assertEquals(2, ended.code(), ended.said());
      String problem = "listeners.0.tls.cert: \"" + junk + "\": not a certificate in PEM: ";
      assertTrue(ended.said().contains(problem), ended.said());
    }
  }

  @Test
  void shouldEndWithTwoOnABadCommandLine() throws Exception {
    assertEquals(2, run("nonsense", 0).code());
    assertEquals(2, run("run", 0, "--nonsense").code());
  }

  @Test
  void shouldPrintHelpAndVersionOfAnyCommand() throws Exception {
    for (String command : new String[] {"run", "start", "restart", "status", "stop", "check"}) {
      Ended help = run(command, 0, "--help");
      assertEquals(0, help.code(), help.said());
      assertTrue(help.said().startsWith("Usage: lifeline " + command + " "), help.said());
    }
    for (String command : new String[] {"start", "restart"}) {
      Ended help = run(command, 0, "-hV");
      assertEquals(0, help.code(), help.said());
      assertTrue(help.said().startsWith("Usage: lifeline " + command + " "), help.said());
      Ended version = run(command, 0, "--version");
      assertEquals(0, version.code());
      assertTrue(version.said().matches("lifeline \\S+ \\(Java \\d+\\)\n"), version.said());
    }
    assertFalse(Files.exists(data()), "nothing was started");
  }

  @Test
  void shouldRefuseInCheckWhatRunRefuses() throws Exception {
    for (String set : List.of("accounts=users.yaml", "cluster.peers={n1: 127.0.0.1:6690}")) {
      Ended check = run("check", 0, "--set", "durability=memory", "--set", set);
      Ended run = run("run", 0, "--set", "durability=memory", "--set", set);
      assertEquals(2, check.code(), check.said());
      assertEquals(check, run);
    }
  }

  @Test
  void shouldFindFilesOfTlsInTheWorkingDirectory() throws Exception {
    Certificate.make(temp, "own");
    String listener = "listeners=[{kind: line, port: 0, tls: {cert: own.pem, key: own.key}}]";
    assertEquals(0, run("check", 0, "--set", listener).code());
    Path ready = temp.resolve("ready");
    Process server = begin("run", 0, "--set", listener, "--ready-file", ready.toString());
    while (!Files.exists(ready)) {
      assertFalse(server.waitFor(20, TimeUnit.MILLISECONDS), () -> said());
    }
    String[] address = Files.readAllLines(ready).get(0).split(" ", -1);
    try (Program client =
        Program.start(
            List.of(
                "openssl",
                "s_client",
                "-quiet",
                "-CAfile",
                temp.resolve("own.pem").toString(),
                "-connect",
                address[1] + ":" + address[2]))) {
      client.skipToMatching("\\* welcome: .*");
    }
    server.destroy();
    assertEquals(0, server.waitFor());
  }

  /** With a stand-in for bin/lifeline, as the script has fixed ports. */
  @Test
  void shouldLeaveTheFoldersOfAClusterToItsNodes() throws Exception {
    Path bin = Files.createDirectories(temp.resolve("home").resolve("bin"));
    Path script = Files.copy(Path.of("bin", "lifeline-cluster"), bin.resolve("lifeline-cluster"));
    Path calls = temp.resolve("calls");
    Path standIn =
        Files.writeString(
            bin.resolve("lifeline"),
            "#!/bin/sh\n[ $1 != status ] && echo \"$*\" >>'" + calls + "'\n");
    assertTrue(standIn.toFile().setExecutable(true));
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Process start =
        new ProcessBuilder(script.toString(), "start", "trial")
            .directory(elsewhere.toFile())
            .start();
    assertEquals(0, start.waitFor());
    assertEquals(List.of(), names(elsewhere));
    assertEquals(List.of("bin"), names(temp.resolve("home")));
    String all = Files.readString(calls);
    for (int node = 1; node <= 3; node++) {
      assertTrue(all.contains(" --set data=trial/n" + node + " "), all);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void shouldNameTheAddressThatCannotBeListenedOn() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ended run = run("run", taken.getLocalPort());
      assertTrue(run.said().contains("line 127.0.0.1:" + taken.getLocalPort()), run.said());
    }
    Ended unknown =
        run(
            "run",
            0,
            "--set",
            "listeners.line.host=no-such-host.invalid",
            "--set",
            "allow-anonymous=true");
    assertEquals(3, unknown.code(), unknown.said());
    assertTrue(unknown.said().contains("no-such-host.invalid"), unknown.said());
  }

  @Test
  void shouldEndWithFourWhenTheDataFolderCannotBeMade() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "");
    Ended run = run("run", 0, "--set", "data=" + file.resolve("data"));
    assertEquals(4, run.code(), run.said());
  }

  private Path data() {
    return temp.resolve("the data");
  }

  private String said() {
    try {
      return Files.readString(temp.resolve("said " + begun), UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Ended run(String command, int port, String... more) throws Exception {
    Process process = begin(command, port, more);
    assertTrue(process.waitFor(100, TimeUnit.SECONDS), () -> said());
    return new Ended(process.exitValue(), said());
  }

  private Process begin(String command, int port, String... more) throws IOException {
    begun++;
    Path link = temp.resolve("a link");
    if (!Files.exists(link)) {
      Files.createSymbolicLink(link, LAUNCHER);
    }
    List<String> words = new ArrayList<>(List.of(link.toString(), command));
    words.addAll(List.of("--set", "data=" + data(), "--set", "admin.port=0", "--set"));
    words.add("listeners=[{kind: line, host: 127.0.0.1, port: " + port + "}]");
    words.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(words).directory(temp.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LIFELINE_"));
    builder.environment().remove("HOME");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(temp.resolve("said " + begun).toFile())
        .start();
  }
}
