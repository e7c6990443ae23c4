package lifeline.log.raft.members;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Replaces the connections to a node once it is reachable again after it was not. TCP by itself
 * retries ever more rarely (RFC 6298, 5.5), so after a cut a connection would stay silent for up to
 * as long again. Connections to a node that was reachable all the time are left alone at first: it
 * may just be busy, or the network slow. If it stays silent, a connection may have failed without a
 * sign: they are replaced after {@link #FIRST} successful checks in a row, and then after twice as
 * many each time. Ratis 3.3.0 does not do this; {@link lifeline.log.raft.ratis.RaftNode#reconnect}
 * says why.
 */
public final class PeerReconnect {
  /** With four checks per second, 10 s. */
  static final int FIRST = 40;

  private final Predicate<String> reachable;
  private final Consumer<String> reconnect;
  private final Executor threads;

  /** Nodes that are being checked. */
  private final Set<String> checking = ConcurrentHashMap.newKeySet();

  /** Nodes that were silent, and not reachable when they were checked last. */
  private final Set<String> unreachable = ConcurrentHashMap.newKeySet();

  /** The number of checks in a row at which a silent node was reachable. */
  private final Map<String, Integer> reached = new ConcurrentHashMap<>();

  /**
   * @param reachable checks a node, and may block for about a second
   * @param reconnect replaces the connections to a node
   * @param threads where both are called
   */
  public PeerReconnect(Predicate<String> reachable, Consumer<String> reconnect, Executor threads) {
    this.reachable = reachable;
    this.reconnect = reconnect;
    this.threads = threads;
  }

  /** To be called periodically with the nodes that are silent at that time. Non-blocking. */
  public void check(Collection<String> silent) {
    reached.keySet().retainAll(silent);
    // There is more than one connection to a node. One that works again says nothing of the others.
    Stream.concat(silent.stream(), unreachable.stream())
        .filter(checking::add)
        .forEach(name -> threads.execute(() -> check(name)));
  }

  /** The number of silent nodes that were reachable at the last check. */
  public int reachable() {
    return reached.size();
  }

  private void check(String name) {
    try {
      if (!reachable.test(name)) {
        unreachable.add(name);
        reached.remove(name);
        return;
      }
      int checks = reached.merge(name, 1, Integer::sum);
      boolean isDue = checks % FIRST == 0 && Integer.bitCount(checks / FIRST) == 1;
      if (unreachable.remove(name) || isDue) {
        reconnect.accept(name);
      }
    } finally {
      checking.remove(name);
    }
  }
}
