package lifeline.gateway;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lifeline.bus.Report;
import lifeline.bus.Submission;
import lifeline.gateway.client.ClientConnection;

/**
 * What the connections of one event loop leave to the end of its turn, so that it is done once for
 * all of them: flushing who was written to, requests to the dispatcher, signs to the registry.
 */
final class TurnBatch {
  private final int gateway;
  private final Gateway.Environment environment;
  private final Set<ClientConnection> written = new LinkedHashSet<>();
  private List<Submission.Item> submission = new ArrayList<>();
  private List<Report.Sign> signs = new ArrayList<>();
  private boolean due;

  /**
   * @param gateway its number
   */
  TurnBatch(int gateway, Gateway.Environment environment) {
    this.gateway = gateway;
    this.environment = environment;
  }

  void submit(Submission.Item item) {
    submission.add(item);
    schedule();
  }

  void sign(Report.Sign sign) {
    signs.add(sign);
    schedule();
  }

  void written(ClientConnection connection) {
    written.add(connection);
    schedule();
  }

  /** The connection has ended. */
  void remove(ClientConnection connection) {
    written.remove(connection);
  }

  private void schedule() {
    if (!due) {
      due = true;
      environment.atEndOfTurn(this::end);
    }
  }

  private void end() {
    due = false;
    flush();
    if (!submission.isEmpty()) {
      environment.submit(new Submission(gateway, submission));
      submission = new ArrayList<>();
    }
    if (!signs.isEmpty()) {
      environment.report(new Report(signs));
      signs = new ArrayList<>();
    }
  }

  /** Flushes who was written to, already now. */
  void flush() {
    // A flush may find a wire broken and end its connection.
    List<ClientConnection> flushed = new ArrayList<>(written);
    written.clear();
    long now = environment.steady();
    flushed.forEach(connection -> connection.flush(now));
  }
}
