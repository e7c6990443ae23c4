package lifeline.gateway.client;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lifeline.bus.Report;
import lifeline.bus.Submission;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;

/**
 * What the connections of one event loop leave to the end of its turn, so that it is done once for
 * all of them: flushes, requests to the dispatcher, reports to the registry.
 */
public final class TurnBatch {
  private final EventLoop loop;
  private final Set<ClientConnection> written = new LinkedHashSet<>();
  private List<Submission.Request> requests = new ArrayList<>();
  private List<Report.Event> reports = new ArrayList<>();
  private boolean scheduled;

  public TurnBatch(EventLoop loop) {
    this.loop = loop;
  }

  /** Proposes an entry for the log, after everything that was proposed or asked before. */
  public void propose(Entry entry) {
    requests.add(new Submission.Append(entry));
    schedule();
  }

  /** Asks the dispatcher, after everything that was proposed or asked before. */
  public void ask(Query query) {
    requests.add(new Submission.Ask(query));
    schedule();
  }

  /** Reports to the registry. */
  public void report(Report.Event sign) {
    reports.add(sign);
    schedule();
  }

  /** Something was written to the connection and has to be flushed in this turn. */
  void written(ClientConnection connection) {
    written.add(connection);
    schedule();
  }

  /** Flushes the connection no more: it has ended. */
  public void remove(ClientConnection connection) {
    written.remove(connection);
  }

  private void schedule() {
    if (!scheduled) {
      scheduled = true;
      loop.atEndOfTurn(this::end);
    }
  }

  private void end() {
    scheduled = false;
    flush();
    if (!requests.isEmpty()) {
      loop.submit(new Submission(requests));
      requests = new ArrayList<>();
    }
    if (!reports.isEmpty()) {
      loop.report(new Report(reports));
      reports = new ArrayList<>();
    }
  }

  /** Flushes what has been written so far, before the end of the turn. */
  public void flush() {
    // A copy, as a flush may find its wire broken and end the connection.
    List<ClientConnection> flushed = new ArrayList<>(written);
    written.clear();
    long now = loop.now();
    flushed.forEach(connection -> connection.flush(now));
  }
}
