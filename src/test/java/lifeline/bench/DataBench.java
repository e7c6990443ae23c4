package lifeline.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Makes a large history on a running server, or reads it as names that were away; see bench-data.
 */
@Command(name = "data-bench", mixinStandardHelpOptions = true)
public final class DataBench implements Callable<Integer> {
  @Option(names = "--step", required = true, description = "behind, fill, current, names or read.")
  private String step;

  @Option(names = "--port", required = true)
  private int port;

  @Option(names = "--rooms")
  private int rooms = 25;

  @Option(names = "--mib", description = "Of text, over all rooms.")
  private int mib = 5120;

  @Option(names = "--size", description = "Bytes of a line.")
  private int size = 1000;

  @Option(names = "--places", description = "Names with a place, over all rooms; or who read.")
  private int places = 500;

  @Option(names = "--names", description = "Names with a place besides, a hundred in a room.")
  private int names = 100_000;

  public static void main(String[] args) {
    System.exit(new CommandLine(new DataBench()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    HistoryBench history = new HistoryBench(port, rooms, size);
    switch (step) {
      case "behind" -> history.places("behind", places);
      case "fill" -> history.fill((long) mib << 20);
      case "current" -> history.places("current", places);
      case "names" -> history.names(names);
      case "read" -> history.read("behind", places);
      default -> throw new IllegalArgumentException("no such step: " + step);
    }
    return 0;
  }
}
