package lifeline.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import lifeline.cli.control.ControlChannel;
import lifeline.cli.control.ControlHandler;
import lifeline.cli.process.SettingsOptions;
import lifeline.config.ClusterSettings;
import lifeline.config.reading.InvalidValueException;
import lifeline.config.reading.ValueParsers;
import lifeline.protocol.Names;
import lifeline.server.ExitCode;
import lifeline.server.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands for a cluster as a whole; all of them ask a running node. */
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
      "Each command asks the node that runs on the data folder; any node will do.",
      "To grow a cluster, replace a node or restart all nodes: src/main/docs/operations.md."
    })
public final class ClusterCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which of status, transfer, add, remove?");
  }

  /** Asks the running node and prints its answer. */
  private abstract static class NodeRequest implements Callable<Integer> {
    @Mixin private SettingsOptions options;
    @Spec private CommandSpec spec;

    /** The words of the request, see {@code ControlHandler}. */
    abstract List<String> request() throws StartException;

    @Override
    public Integer call() throws Exception {
      List<String> request = request();
      Path data = options.dataFolder(options.load());
      ControlChannel.Answer answer = ControlChannel.ask(data, request);
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
      description = "Print the state of all nodes; exit code 0 if all take part, 1 if not.")
  static final class Status extends NodeRequest {
    @Override
    List<String> request() {
      return List.of(ControlHandler.CLUSTER_STATUS);
    }
  }

  @Command(name = "transfer", description = "Make another node the leader.")
  static final class Transfer extends NodeRequest {
    @Parameters(
        paramLabel = "NODE",
        arity = "0..1",
        description = "the new leader; if not given, the node with the longest log")
    private String node;

    @Override
    List<String> request() {
      String verb = ControlHandler.CLUSTER_TRANSFER;
      return node == null ? List.of(verb) : List.of(verb, node);
    }
  }

  @Command(
      name = "add",
      description =
          "Add a node, which runs on an empty data folder and has this cluster as its peers.")
  static final class Add extends NodeRequest {
    private static final String HOW = "cluster add: write NODE=HOST:PORT, as n4=10.0.0.4:6690";

    @Parameters(paramLabel = "NODE=HOST:PORT", description = "as in cluster.peers")
    private String node;

    @Override
    List<String> request() throws StartException {
      int equals = node.indexOf('=');
      String name = node.substring(0, Math.max(0, equals));
      if (!Names.isName(name)) {
        throw new StartException(ExitCode.CONFIGURATION, HOW);
      }
      try {
        ClusterSettings.Address address = ValueParsers.address(node.substring(equals + 1));
        return List.of(
            ControlHandler.CLUSTER_ADD, name, address.host(), String.valueOf(address.port()));
      } catch (InvalidValueException e) {
        throw new StartException(ExitCode.CONFIGURATION, HOW, e);
      }
    }
  }

  @Command(
      name = "remove",
      description = "Remove a node, dead or alive; one that is alive then ends by itself.")
  static final class Remove extends NodeRequest {
    @Parameters(paramLabel = "NODE")
    private String node;

    @Override
    List<String> request() {
      return List.of(ControlHandler.CLUSTER_REMOVE, node);
    }
  }
}
