package lifeline.bus;

import java.util.List;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;

/** What the connections of one gateway have asked for in one turn of its event loop, in order. */
public record Submission(int gateway, List<Item> items) {

  /** One request: either an entry for the log or a query. */
  public record Item(Entry entry, Query query) {}
}
