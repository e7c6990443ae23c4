package lifeline.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lifeline.loadgen.Load;
import lifeline.loadgen.LoadRun;
import lifeline.loadgen.Result;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures one case on one running server and prints its figures for {@link PeersReport}. */
@Command(name = "peers-bench", mixinStandardHelpOptions = true)
public final class PeersBench implements Callable<Integer> {
  private static final String HOST = "127.0.0.1";
  private static final int WINDOW = 4096;
  private static final int LATENCY_RATE = 1000;
  private static final int LATENCY_SUBSCRIBERS = 100;
  private static final int STOPPED_SUBSCRIBERS = 100;
  private static final int STOPPED_TURNS = 3;
  private static final int SETTLE_SECONDS = 2;
  private static final int ACCEPT_STEPS = 300;

  @Spec private CommandSpec spec;

  @Option(names = "--peer", required = true)
  private String peer;

  @Option(names = "--port", required = true)
  private int port;

  @Option(names = "--pid", required = true, description = "The server's process.")
  private long pid;

  @Option(
      names = "--case",
      required = true,
      description = "throughput-N, latency, idle-N or stopped.")
  private String name;

  @Option(names = "--size")
  private int size = 100;

  @Option(names = "--seconds")
  private int seconds = 5;

  @Option(names = "--warmup", description = "Seconds.")
  private int warmup = 3;

  private PeerProtocol protocol;
  private BenchServer server;

  public static void main(String[] args) {
    System.exit(new CommandLine(new PeersBench()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    protocol = PeerProtocol.of(peer);
    server = new BenchServer(pid);
    String kind = name.replaceAll("-\\d+$", "");
    switch (kind) {
      case "throughput" -> load(name, number(), 0);
      case "latency" -> load(name, LATENCY_SUBSCRIBERS, LATENCY_RATE);
      case "stopped" -> stopped();
      case "idle" -> idle(number());
      default -> throw new IllegalArgumentException("no such case: " + name);
    }
    return 0;
  }

  private int number() {
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  /** In turn, so that a server that is still warming up favours neither. */
  private void stopped() throws IOException, InterruptedException {
    for (int i = 0; i < STOPPED_TURNS; i++) {
      load("unstopped", STOPPED_SUBSCRIBERS, 0);
      StoppedReader reader = StoppedReader.start(protocol, HOST, port);
      try {
        load("stopped", STOPPED_SUBSCRIBERS, 0);
      } finally {
        reader.close();
      }
    }
  }

  private void load(String measured, int subscribers, long rate)
      throws IOException, InterruptedException {
    Load load =
        new Load(
            HOST,
            port,
            1,
            subscribers,
            size,
            rate,
            WINDOW,
            Duration.ofSeconds(warmup),
            Duration.ofSeconds(seconds),
            0);
    CpuWatch cpu = new CpuWatch(server);
    Result result = new LoadRun(load, protocol.peer()).run(cpu);
    print(
        measured,
        String.format(
            Locale.ROOT,
            "cpu=%.4f\trate=%.0f\tp50=%.0f\tp99=%.0f\tload=%.0f\trss=%d\tfaults=%d",
            cpu.seconds() * 1e6 / result.deliveries(),
            result.deliveriesPerSecond(),
            result.micros(50),
            result.micros(99),
            100 * cpu.seconds() / result.seconds(),
            server.peakRssKib(),
            result.lost() + result.duplicates() + result.disorder() + result.closed()));
  }

  private void idle(int connections) throws IOException, InterruptedException {
    long rss = server.rssKib();
    long descriptors = server.descriptors();
    List<SocketChannel> open = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        SocketChannel channel =
            SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        open.add(channel);
        channel.write(ByteBuffer.wrap(protocol.peer().subscriberHello()));
      }
      awaitAccepted(descriptors + connections);
      double kib = (server.rssKib() - rss) / (double) connections;
      print(name, String.format(Locale.ROOT, "idle=%.2f", kib));
    } finally {
      for (SocketChannel channel : open) {
        channel.close();
      }
    }
  }

  private void awaitAccepted(long descriptors) throws IOException, InterruptedException {
    for (int i = 0; server.descriptors() < descriptors; i++) {
      if (i == ACCEPT_STEPS) {
        throw new IOException("the server has not accepted all connections");
      }
      pause(100);
    }
    pause(TimeUnit.SECONDS.toMillis(SETTLE_SECONDS));
  }

  private static void pause(long millis) throws InterruptedException {
    boolean never = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    assert !never;
  }

  private void print(String measured, String figures) {
    PrintWriter out = spec.commandLine().getOut();
    out.print("peer=" + peer + "\tcase=" + measured + "\t" + figures + "\n");
    out.flush();
  }

  private static final class CpuWatch implements LoadRun.IntervalListener {
    private final BenchServer server;
    private double begin;
    private double end;

    CpuWatch(BenchServer server) {
      this.server = server;
    }

    @Override
    public void started() throws IOException {
      begin = server.cpuSeconds();
    }

    @Override
    public void ended() throws IOException {
      end = server.cpuSeconds();
    }

    double seconds() {
      return end - begin;
    }
  }
}
