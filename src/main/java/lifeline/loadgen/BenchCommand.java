package lifeline.loadgen;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import lifeline.config.reading.InvalidValueException;
import lifeline.config.reading.Units;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code lifeline bench}: puts a load on a server and accounts for every delivery. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Publishes lines into a room of a running server, receives them and prints rates, latencies"
          + " and an account of all deliveries.",
      "Exit code: 0 if every subscriber got each line once and in order, 1 if not or if the load"
          + " could not be run. Durations as in the configuration: 500ms, 10s, 2m."
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--host", description = "Host of the line listener.")
  private String host = "127.0.0.1";

  @Option(names = "--port", description = "Port of the line listener.")
  private int port = 6666;

  @Option(
      names = "--room",
      description = "Room to use; by default bench- and four random hex digits.")
  private String room;

  @Option(names = "--publishers", description = "Connections that publish.")
  private int publishers = 1;

  @Option(names = "--subscribers", description = "Connections that receive.")
  private int subscribers = 10;

  @Option(names = "--size", description = "Bytes of a line, from " + Load.MIN_SIZE + ".")
  private int size = 100;

  @Option(names = "--rate", description = "Lines/s in all; 0 for as fast as the window allows.")
  private long rate;

  @Option(names = "--window", description = "Lines that the slowest subscriber may lag behind.")
  private int window = 4096;

  @Option(
      names = "--duration",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "How long to measure.")
  private Duration duration;

  @Option(
      names = "--warmup",
      defaultValue = "2s",
      converter = DurationConverter.class,
      description = "How long to run before measuring.")
  private Duration warmup;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Load load = load();
    PrintWriter out = spec.commandLine().getOut();
    try {
      Result result = new LoadRun(load, new LifelinePeer(room())).run();
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
      return new Load(host, port, publishers, subscribers, size, rate, window, warmup, duration, 0);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private String room() {
    int random = ThreadLocalRandom.current().nextInt(1 << 16);
    return room != null ? room : String.format(Locale.ROOT, "bench-%04x", random);
  }

  /** Reads durations as the configuration does. */
  private static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return Units.parseDuration(text);
      } catch (InvalidValueException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
