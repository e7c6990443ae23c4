package lifeline.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import lifeline.cli.process.ServerProcess;
import lifeline.cli.process.SettingsOptions;
import lifeline.files.DurableFiles;
import lifeline.server.ExitCode;
import lifeline.server.RunningServer;
import picocli.CommandLine.Command;

/**
 * Starts a server on free ports, sends it a line and ends it, so that the JVM can archive the
 * classes that a start needs. Ignores the configuration, so that it touches no real data or peers.
 */
@Command(
    name = "warm-up",
    hidden = true,
    description = "Load the classes of a server, for the class archive.")
public final class WarmUpCommand implements Callable<Integer> {
  private static final int ANSWER_MILLIS = 5_000;

  private static final String CONFIG =
      """
      node: warm-up
      listeners:
        - {kind: line, host: 127.0.0.1, port: 0}
        - {kind: telnet, host: 127.0.0.1, port: 0}
        - {kind: framed, host: 127.0.0.1, port: 0}
      admin: {host: 127.0.0.1, port: 0}
      """;

  private final RunningServer.Starter starter;

  public WarmUpCommand(RunningServer.Starter starter) {
    this.starter = starter;
  }

  @Override
  public Integer call() throws Exception {
    Path data = Files.createTempDirectory("lifeline-warm-up");
    try {
      Path config = Files.writeString(data.resolve("lifeline.yaml"), CONFIG);
      SettingsOptions options = new SettingsOptions(config, List.of("data=" + data));
      CompletableFuture<String> done = new CompletableFuture<>();
      new ServerProcess(options, starter)
          .run(
              server -> {
                talk(server.addresses());
                done.complete("warm-up");
              },
              done);
    } finally {
      DurableFiles.delete(data);
    }
    return ExitCode.OK.number();
  }

  private static void talk(List<String> addresses) throws IOException {
    for (String address : addresses) {
      String[] words = address.split(" ", -1);
      if (words[0].equals("line")) {
        try (Socket socket = new Socket(words[1], Integer.parseInt(words[2]))) {
          socket.setSoTimeout(ANSWER_MILLIS);
          socket
              .getOutputStream()
              .write("/name warm-up\n/join lobby\nhello\n/quit\n".getBytes(UTF_8));
          socket.getInputStream().readAllBytes();
        }
      }
    }
  }
}
