package lifeline.it.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lifeline.Programs;

/** A real program as a client, with pipes as its terminal. Its stderr is not looked at. */
public final class Program extends Transcript<Program> {
  /** Stands in the queue for the end of the output. */
  private static final byte[] END = new byte[0];

  private final Process process;
  private final LinkedBlockingQueue<byte[]> lines = new LinkedBlockingQueue<>();

  private Program(Process process) {
    this.process = process;
  }

  /**
   * Starts a program. If it isn't installed the test is skipped, but fails where the variable CI is
   * set.
   */
  public static Program start(List<String> command) {
    Programs.need(command.get(0));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      Program program = new Program(process);
      Thread pump = new Thread(program::pump, "output of " + command.get(0));
      pump.setDaemon(true);
      pump.start();
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the program's input. */
  public Program closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw failure("can't close its input: " + e);
    }
    return this;
  }

  /** Sends SIGKILL. */
  public void kill9() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Sends it a signal, such as {@code STOP}. */
  public void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted");
    }
  }

  /** Waits for the program to end by itself; answers its exit code. */
  public int exit() {
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw failure("the program does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted");
    }
  }

  /** The lines that are there, without waiting. */
  public List<String> drain() {
    List<String> drained = new ArrayList<>();
    for (byte[] line = lines.peek(); line != null && line != END; line = lines.peek()) {
      drained.add(new String(lines.remove(), UTF_8));
    }
    return drained;
  }

  /** Whether its output has ended, and all of it was read. */
  public boolean hasEnded() {
    return lines.peek() == END;
  }

  @Override
  protected byte[] read(long deadlineNanos) throws IOException {
    try {
      byte[] line = lines.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new SocketTimeoutException("nothing came in time");
      }
      return line == END ? null : line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  protected void write(byte[] line) throws IOException {
    process.getOutputStream().write((new String(line, UTF_8) + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  @Override
  protected Program self() {
    return this;
  }

  @Override
  public void close() {
    kill9();
  }

  /** Puts the program's output into the queue, line by line, without CR LF or LF. */
  private void pump() {
    try (InputStream output = process.getInputStream()) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      byte[] block = new byte[8192];
      for (int read = output.read(block); read >= 0; read = output.read(block)) {
        for (int i = 0; i < read; i++) {
          if (block[i] == '\n') {
            lines.add(line.toByteArray());
            line.reset();
          } else {
            line.write(block[i]);
          }
        }
      }
      if (line.size() > 0) {
        lines.add(line.toByteArray());
      }
    } catch (IOException e) {
      lines.add(("(output broken: " + e + ")").getBytes(UTF_8));
    } finally {
      lines.add(END);
    }
  }
}
