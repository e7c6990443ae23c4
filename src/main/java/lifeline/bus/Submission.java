package lifeline.bus;

import java.util.List;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;

/** What connections request of the dispatcher in one turn of an event loop, in order. */
public record Submission(List<Request> requests) {

  /** One request. */
  public sealed interface Request permits Append, Ask {}

  /** The entry is to be appended to the log. */
  public record Append(Entry entry) implements Request {}

  /** The query is to be answered as of all entries requested before it. */
  public record Ask(Query query) implements Request {}
}
