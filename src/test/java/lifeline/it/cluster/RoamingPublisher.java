package lifeline.it.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import lifeline.it.support.TestCluster;

/**
 * Says numbered lines, each after the receipt of the one before, and goes on at the next node when
 * its own says goodbye. What has no receipt then is said again, with its key.
 */
public final class RoamingPublisher implements Runnable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final String name;
  private final String room;
  private final TestCluster cluster;
  private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
  private int node;
  private final AtomicInteger receipted = new AtomicInteger();
  private volatile boolean finished;
  private volatile String lastGoodbye = "";

  public RoamingPublisher(String name, String room, TestCluster cluster, int node) {
    this.name = name;
    this.room = room;
    this.cluster = cluster;
    this.node = node;
  }

  public String name() {
    return name;
  }

  /** So many lines, from 0, have a receipt. */
  public int receipted() {
    return receipted.get();
  }

  /** What it was told that it should not be: refusals above all. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** The last goodbye it was told. */
  public String lastGoodbye() {
    return lastGoodbye;
  }

  /** Says no more. */
  public void finish() {
    finished = true;
  }

  @Override
  public void run() {
    while (!finished) {
      try {
        publish(cluster.node(node).ports().get("line"));
      } catch (IOException | UncheckedIOException e) {
        // The node is not there, or has gone: the next one may be.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
      node = node % 3 + 1;
    }
  }

  private void publish(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      write(socket, "/name " + name + "\n/receipts on\n");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("!")) {
          problems.add(line);
        } else if (line.startsWith("* bye: ")) {
          lastGoodbye = line;
          return;
        } else if (line.equals("* receipts: on") || line.startsWith("* ok ")) {
          if (line.startsWith("* ok ")) {
            receipted.incrementAndGet();
          }
          if (finished) {
            return;
          }
          int next = receipted.get();
          write(socket, "/once " + name + "-" + next + " " + room + " " + next + "\n");
        }
      }
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
