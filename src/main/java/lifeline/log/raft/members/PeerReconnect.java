package lifeline.log.raft.members;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Replaces the connections to a node once it is reachable again after it was not. TCP by itself
 * retries ever more rarely (RFC 6298, 5.5), so after a cut a connection would stay silent for up to
 * as long again. Connections to a node that was reachable all the time are left alone: it may just
 * be busy, or the network slow. Ratis 3.2.2 does not do this; {@link
 * lifeline.log.raft.ratis.RaftNode#reconnect} says why.
 */
public final class PeerReconnect {
  private final Predicate<String> reachable;
  private final Consumer<String> reconnect;
  private final Executor threads;

  /** Nodes that are being checked. */
  private final Set<String> checking = ConcurrentHashMap.newKeySet();

  /** Nodes that were silent, and not reachable when they were checked last. */
  private final Set<String> unreachable = ConcurrentHashMap.newKeySet();

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
    // There is more than one connection to a node. One that works again says nothing of the others.
    Stream.concat(silent.stream(), unreachable.stream())
        .filter(checking::add)
        .forEach(name -> threads.execute(() -> check(name)));
  }

  private void check(String name) {
    try {
      if (!reachable.test(name)) {
        unreachable.add(name);
      } else if (unreachable.remove(name)) {
        reconnect.accept(name);
      }
    } finally {
      checking.remove(name);
    }
  }
}
