package lifeline.it.storm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import lifeline.Programs;

/**
 * One connection of the storm: a socket, or a program that has one. A thread of its own hands on
 * each whole line; what is left of a line at the end is no line.
 */
public final class StormConnection {
  private final Socket socket;
  private final Process process;
  private final InputStream in;
  private final OutputStream out;
  private final Semaphore mayRead = new Semaphore(1);
  private final ReentrantLock writing = new ReentrantLock();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile long endNanos = Long.MAX_VALUE;
  private volatile long endMillis = Long.MAX_VALUE;

  private StormConnection(Socket socket, Process process, InputStream in, OutputStream out) {
    this.socket = socket;
    this.process = process;
    this.in = in;
    this.out = out;
  }

  /** A socket that asks its kernel for a receive buffer of so many bytes. */
  public static StormConnection socket(int port, int receiveBuffer) {
    try {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(receiveBuffer);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
      socket.setTcpNoDelay(true);
      return new StormConnection(socket, null, socket.getInputStream(), socket.getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static StormConnection program(List<String> command) {
    Programs.need(command.get(0));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      return new StormConnection(
          null, process, process.getInputStream(), process.getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins to read. {@code ear} is called on the thread of this wire only. */
  public StormConnection readTo(Consumer<String> ear) {
    Thread thread = new Thread(() -> pump(ear), "storm wire");
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  boolean isProgram() {
    return process != null;
  }

  /** Writes text as it is; false if the connection can't take it any more. */
  public boolean write(String text) {
    writing.lock();
    try {
      out.write(text.getBytes(UTF_8));
      out.flush();
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      writing.unlock();
    }
  }

  /** Ends the input of the program, or sends FIN; reading goes on. */
  boolean finish() {
    try {
      if (isProgram()) {
        out.close();
      } else {
        socket.shutdownOutput();
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The program gets SIGSTOP; a socket is not read any more. Waits until that holds. */
  void stop() {
    if (!isProgram()) {
      mayRead.drainPermits();
      return;
    }
    try {
      Process kill = new ProcessBuilder("kill", "-STOP", "" + process.pid()).start();
      kill.waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The program gets SIGKILL; a socket is ended by RST. */
  public void kill() {
    if (isProgram()) {
      process.destroyForcibly();
    } else {
      close(true);
    }
  }

  /** Closes the socket as a program does that ends: by FIN, or RST if there are unread bytes. */
  public void leave() {
    if (isProgram()) {
      process.destroy();
    } else {
      close(false);
    }
  }

  /** Waits until all output has been handed on. */
  public boolean awaitEnd(long seconds) {
    try {
      return ended.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * When the socket was closed or the program was gone, and nothing more is handed on, in {@link
   * System#nanoTime()}; or the far future.
   */
  long endNanos() {
    return endNanos;
  }

  /** The same in milliseconds since the epoch. */
  long endMillis() {
    return endMillis;
  }

  /** Not while {@link #closeInput} closes the socket, which then takes no option any more. */
  private synchronized void close(boolean reset) {
    try {
      if (reset && !socket.isClosed()) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      mayRead.release();
    }
  }

  private void pump(Consumer<String> ear) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] block = new byte[8192];
    try {
      for (int read = next(block); read >= 0; read = next(block)) {
        for (int i = 0; i < read; i++) {
          if (block[i] == '\n') {
            ear.accept(line.toString(UTF_8));
            line.reset();
          } else {
            line.write(block[i]);
          }
        }
      }
    } catch (IOException e) {
      line.reset(); // a reset is one of the ends that the storm makes
    } finally {
      closeInput();
      awaitExit();
      endMillis = System.currentTimeMillis();
      endNanos = System.nanoTime();
      ended.countDown();
    }
  }

  private synchronized void closeInput() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program told to end closes its output at once in our eyes, and its socket when it does. */
  private void awaitExit() {
    if (isProgram()) {
      process.onExit().join();
    }
  }

  private int next(byte[] block) throws IOException {
    mayRead.acquireUninterruptibly();
    mayRead.release();
    return in.read(block);
  }
}
