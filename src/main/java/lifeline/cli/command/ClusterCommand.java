package lifeline.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeline.cli.control.ControlChannel;
import lifeline.cli.control.ControlHandler;
import lifeline.cli.control.VertxSupport;
import lifeline.cli.process.SettingsOptions;
import lifeline.server.ExitCode;
import lifeline.server.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is done with a cluster as a whole; all of it through a running node of it. */
@Command(
    name = "cluster",
    description = "Show and change the cluster that a running node is in.",
    subcommands = {
      ClusterCommand.Status.class,
      ClusterCommand.Transfer.class,
      ClusterCommand.Add.class,
      ClusterCommand.Remove.class
    },
    footer = {
      "",
      "Each of them asks the node that runs on the data folder; any node will do.",
      "To grow a cluster, replace a node, restart all: src/main/docs/operations.md."
    })
public final class ClusterCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which of status, transfer, add, remove?");
  }

  /** Asks the running node and prints its answer. */
  private abstract static class Asking implements Callable<Integer> {
    @Mixin private SettingsOptions options;
    @Spec private CommandSpec spec;

    abstract List<String> words() throws StartException;

    @Override
    public Integer call() throws Exception {
      List<String> words = words();
      var settings = VertxSupport.once(vertx -> options.loader(vertx).load());
      Path data = options.data(settings);
      ControlChannel.Answer answer = ControlChannel.ask(data, words);
      if (answer.outcome() == ControlChannel.Outcome.FAILED) {
        throw new StartException(
            ExitCode.FAILED, "cluster " + spec.name() + ": " + String.join(" ", answer.text()));
      }
      PrintWriter out = spec.commandLine().getOut();
      answer.text().forEach(out::println);
      boolean done = answer.outcome() == ControlChannel.Outcome.DONE;
      return (done ? ExitCode.OK : ExitCode.FAILED).number();
    }
  }

  @Command(
      name = "status",
      description = "Tell how all nodes are: exit 0 if every one takes part, 1 if not.")
  static final class Status extends Asking {
    @Override
    List<String> words() {
      return List.of(ControlHandler.CLUSTER_STATUS);
    }
  }

  @Command(name = "transfer", description = "Let another node lead.")
  static final class Transfer extends Asking {
    @Parameters(
        paramLabel = "NODE",
        arity = "0..1",
        description = "which; the one that has most if not given")
    private String node;

    @Override
    List<String> words() {
      String verb = ControlHandler.CLUSTER_TRANSFER;
      return node == null ? List.of(verb) : List.of(verb, node);
    }
  }

  @Command(
      name = "add",
      description = "Take in a node; it runs, on an empty data folder, and has us in its peers.")
  static final class Add extends Asking {
    private static final Pattern NODE =
        Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,31})=(\\[.*]|[^:]+):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    @Parameters(paramLabel = "NODE=HOST:PORT", description = "as in cluster.peers")
    private String node;

    @Override
    List<String> words() throws StartException {
      Matcher parts = NODE.matcher(node);
      if (!parts.matches() || !isPort(Integer.parseInt(parts.group(3)))) {
        throw new StartException(
            ExitCode.CONFIGURATION, "cluster add: write NODE=HOST:PORT, as n4=10.0.0.4:6690");
      }
      String host = parts.group(2).replaceAll("[\\[\\]]", "");
      return List.of(ControlHandler.CLUSTER_ADD, parts.group(1), host, parts.group(3));
    }

    private static boolean isPort(int number) {
      return number >= 1 && number <= MAX_PORT;
    }
  }

  @Command(
      name = "remove",
      description = "Take a node out, dead or alive; a live one ends by itself.")
  static final class Remove extends Asking {
    @Parameters(paramLabel = "NODE")
    private String node;

    @Override
    List<String> words() {
      return List.of(ControlHandler.CLUSTER_REMOVE, node);
    }
  }
}
