package lifeline.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/** A reading process that has joined and is then stopped with SIGSTOP; killed at close. */
final class StoppedReader {
  private static final String SCRIPT =
      "exec 3<>\"/dev/tcp/$1/$2\" && printf %s \"$3\" >&3 && exec cat <&3";

  private final Process process;

  private StoppedReader(Process process) {
    this.process = process;
  }

  static StoppedReader start(PeerProtocol protocol, String host, int port)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "bash", "-c", SCRIPT, "reader", host, String.valueOf(port), protocol.readerHello())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    StoppedReader reader = new StoppedReader(process);
    reader.awaitReady(protocol.readerReady());
    new ProcessBuilder("kill", "-STOP", String.valueOf(process.pid())).start().waitFor();
    return reader;
  }

  private void awaitReady(String ready) throws IOException, InterruptedException {
    StringBuilder heard = new StringBuilder();
    byte[] buffer = new byte[4096];
    InputStream in = process.getInputStream();
    while (heard.indexOf(ready) < 0) {
      int read = in.read(buffer);
      if (read < 0) {
        throw new IOException("the reader that is to be stopped has ended: " + heard);
      }
      heard.append(new String(buffer, 0, read, ISO_8859_1));
    }
    if (ready.isEmpty()) {
      process.waitFor(500, TimeUnit.MILLISECONDS);
    }
  }

  void close() {
    process.destroyForcibly();
  }
}
