package lifeline.cli.process;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import lifeline.server.RunningServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects the terminal of the process to the server's console. The server outlives its input. */
public final class Terminal {
  private static final Logger LOG = LoggerFactory.getLogger(Terminal.class);
  private static final int BUFFER = 8192;

  private final InputStream in;
  private final OutputStream out;

  public Terminal(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** Starts a daemon thread, as a terminal can only be read by blocking. */
  public void connect(RunningServer server) {
    RunningServer.Console console = server.console(this::write);
    Thread reader = new Thread(() -> read(console), "console");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(RunningServer.Console console) {
    byte[] bytes = new byte[BUFFER];
    try {
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        console
            .input(Buffer.buffer(Arrays.copyOf(bytes, n)))
            .toCompletionStage()
            .toCompletableFuture()
            .join();
      }
      LOG.info("the console's input has ended");
    } catch (IOException | CompletionException e) {
      LOG.warn("the console's input has failed: {}", e.toString());
    }
  }

  private void write(Buffer text) {
    try {
      out.write(text.getBytes());
      out.flush();
    } catch (IOException e) {
      LOG.warn("the console can't be written: {}", e.toString());
    }
  }
}
