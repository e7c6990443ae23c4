package lifeline.cli.control;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import lifeline.cli.control.ControlChannel.Answer;
import lifeline.cli.control.ControlChannel.Outcome;
import lifeline.cluster.Members;
import lifeline.server.ExitCode;
import lifeline.server.RunningServer;
import lifeline.server.StartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out the requests of other commands. The first word of a request is its kind. */
public final class ControlHandler implements ControlChannel.Handler {
  public static final String BACKUP = "backup";
  public static final String CLUSTER_STATUS = "cluster-status";
  public static final String CLUSTER_TRANSFER = "cluster-transfer";
  public static final String CLUSTER_ADD = "cluster-add";
  public static final String CLUSTER_REMOVE = "cluster-remove";

  private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);

  private final RunningServer server;

  public ControlHandler(RunningServer server) {
    this.server = server;
  }

  @Override
  public Future<Answer> handle(List<String> words) {
    if (words.get(0).equals(BACKUP)) {
      LOG.info("backup to {}", words.get(1));
      return server.backup(Path.of(words.get(1))).map(new Answer(Outcome.DONE, List.of()));
    }
    return server
        .members()
        .map(members -> handle(members, words))
        .orElseGet(
            () ->
                Future.failedFuture(
                    new StartException(
                        ExitCode.FAILED, "this node is alone; cluster.peers is not set")));
  }

  private static Future<Answer> handle(Members members, List<String> words) {
    return switch (words.get(0)) {
      case CLUSTER_STATUS ->
          on(members.view())
              .map(
                  view ->
                      new Answer(
                          view.healthy() ? Outcome.DONE : Outcome.NO, ClusterReport.of(view)));
      case CLUSTER_TRANSFER ->
          on(members.transfer(words.size() > 1 ? words.get(1) : null))
              .map(leader -> new Answer(Outcome.DONE, List.of("node " + leader + " leads")));
      case CLUSTER_ADD -> {
        LOG.info("node {} at {}:{} is to be added", words.get(1), words.get(2), words.get(3));
        yield on(members.add(words.get(1), words.get(2), Integer.parseInt(words.get(3))))
            .map(view -> added(view, words.get(1)));
      }
      case CLUSTER_REMOVE -> {
        LOG.info("node {} is to be taken out", words.get(1));
        yield on(members.remove(words.get(1)))
            .map(view -> new Answer(Outcome.DONE, ClusterReport.changed(view)));
      }
      default -> throw new IllegalArgumentException(words.get(0));
    };
  }

  private static Answer added(Members.View view, String name) {
    List<String> text = new ArrayList<>(ClusterReport.changed(view));
    if (view.isActive(name)) {
      return new Answer(Outcome.DONE, text);
    }
    boolean isIn = view.members().stream().anyMatch(member -> member.name().equals(name));
    text.add(
        "node "
            + name
            + (isIn
                ? " has its vote, but does not take part yet: see cluster status"
                : " was taken out again meanwhile"));
    return new Answer(Outcome.NO, text);
  }

  private static <T> Future<T> on(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage);
  }
}
