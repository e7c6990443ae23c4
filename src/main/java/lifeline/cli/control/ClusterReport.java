package lifeline.cli.control;

import java.util.ArrayList;
import java.util.List;
import lifeline.cluster.Members;

/** The state of a cluster as text. */
public final class ClusterReport {
  private static final List<String> HEAD =
      List.of("NODE", "ADDRESS", "STATE", "ROLE", "RUN", "APPLIED", "BEHIND");

  private ClusterReport() {}

  /** A headline and a table of the nodes. */
  public static List<String> of(Members.View view) {
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    view.members().forEach(member -> rows.add(row(view, member)));
    List<String> lines = new ArrayList<>();
    lines.add(headline(view));
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(row.get(column));
        line.append(" ".repeat(width(rows, column) - row.get(column).length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /** The same after a node was added or removed, with what to change in the configuration. */
  public static List<String> changed(Members.View view) {
    List<String> lines = new ArrayList<>(of(view));
    lines.add("");
    lines.add("write into the configuration of every node: cluster.peers: " + view.peers());
    return lines;
  }

  private static String headline(Members.View view) {
    int count = view.members().size();
    String lead = view.leader() == null ? "nobody leads" : "node " + view.leader() + " leads";
    String nodes = count == 1 ? "a cluster of 1 node, " : "a cluster of " + count + " nodes, ";
    String majority = view.majority() ? "" : "; no majority: nothing is accepted";
    return nodes + lead + majority + (view.healthy() ? "; healthy" : "; not healthy");
  }

  private static List<String> row(Members.View view, Members.Member member) {
    String name = member.name() + (member.name().equals(view.self()) ? " (this)" : "");
    return List.of(
        name,
        member.address(),
        member.answers() ? "answers" : "silent",
        member.answers() ? member.role() : "-",
        member.epoch() > 0 ? String.valueOf(member.epoch()) : "-",
        member.answers() ? String.valueOf(member.applied()) : "-",
        member.answers() ? String.valueOf(member.lag()) : "-");
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
