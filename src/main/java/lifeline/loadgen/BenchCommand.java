package lifeline.loadgen;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lifeline bench}: puts a load on any Lifeline and says how it was served. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Publishes lines into a room of a running server, hears them and prints rates, latencies and"
          + " accounts.",
      "Exit code: 0 if each line came to each subscriber once and in order, 1 if not or if the"
          + " load could not be run."
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--host", description = "Host of the line listener.")
  private String host = "127.0.0.1";

  @Option(names = "--port", description = "Port of the line listener.")
  private int port = 6666;

  @Option(names = "--room", description = "Room to use; by default bench- and four random signs.")
  private String room;

  @Option(names = "--publishers", description = "Connections that publish.")
  private int publishers = 1;

  @Option(names = "--subscribers", description = "Connections that hear.")
  private int subscribers = 10;

  @Option(names = "--size", description = "Bytes of a line, from " + Load.MIN_SIZE + ".")
  private int size = 100;

  @Option(names = "--rate", description = "Lines/s in all; 0: as fast as the window allows.")
  private long rate;

  @Option(names = "--window", description = "Lines that the slowest subscriber may be behind.")
  private int window = 4096;

  @Option(names = "--duration", description = "How long to measure: 500ms, 10s, 2m.")
  private String duration = "10s";

  @Option(names = "--warmup", description = "How long to run before measuring.")
  private String warmup = "2s";

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Load load = load();
    PrintWriter out = spec.commandLine().getOut();
    try {
      Result result = new LoadRun(load, new LifelinePeer(room())).run(new Unwatched());
      out.print(json ? result.json() : result.text());
      out.flush();
      return result.clean() ? 0 : 1;
    } catch (IOException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("bench: " + e.getMessage());
      err.flush();
      return 1;
    }
  }

  private Load load() {
    try {
      return new Load(
          host,
          port,
          publishers,
          subscribers,
          size,
          rate,
          window,
          LoadDurations.parse(warmup),
          LoadDurations.parse(duration),
          0);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private String room() {
    int random = ThreadLocalRandom.current().nextInt(1 << 16);
    return room != null ? room : String.format(Locale.ROOT, "bench-%04x", random);
  }

  private static final class Unwatched implements LoadRun.Watch {
    @Override
    public void begun() {}

    @Override
    public void ended() {}
  }
}
