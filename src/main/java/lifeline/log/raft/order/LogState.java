package lifeline.log.raft.order;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lifeline.codec.Sections;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;

/**
 * The part of a snapshot that belongs to the log: its section {@code raft}.
 *
 * @param lastApplied the last record in the snapshot; null if there is none
 * @param time of the log, ms since the epoch
 */
public record LogState(@Nullable TermIndex lastApplied, long time, BatchOrder order) {
  private static final String SECTION = "raft";

  /** Before the first record. */
  public static LogState empty() {
    return new LogState(null, 0, new BatchOrder());
  }

  public static LogState read(Sections state) {
    List<LogState> found = new ArrayList<>();
    state.read(
        SECTION,
        in ->
            found.add(
                new LogState(
                    TermIndex.valueOf(in.number(), in.number()),
                    in.number(),
                    BatchOrder.read(in))));
    return found.get(0);
  }

  /** Adds the section to the state of a snapshot. */
  public void write(Sections state) {
    state.write(
        SECTION,
        out -> {
          TermIndex last = Objects.requireNonNull(lastApplied, "a snapshot has a last record");
          out.number(last.getTerm());
          out.number(last.getIndex());
          out.number(time);
          order.write(out);
        });
  }
}
