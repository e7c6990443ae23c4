package lifeline.log.raft.members;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Makes the connections to a node anew once there is a way to it again. By itself TCP tries ever
 * more rarely (RFC 6298, 5.5): after a cut a connection would stand still for up to as long again.
 * One to a node that could be reached all the time is left alone, as that may just be busy, or the
 * link slow.
 */
public final class PeerReconnect {
  private final Predicate<String> reachable;
  private final Consumer<String> reconnect;
  private final Executor threads;

  /** Nodes to which the way is being tried. */
  private final Set<String> checking = ConcurrentHashMap.newKeySet();

  /** Nodes that were silent, and to which there was no way when it was tried last. */
  private final Set<String> unreachable = ConcurrentHashMap.newKeySet();

  /**
   * @param reaches tries the way to a node, which may block for about a second
   * @param again makes the connections to a node anew
   * @param threads where both is done
   */
  public PeerReconnect(Predicate<String> reaches, Consumer<String> again, Executor threads) {
    this.reachable = reaches;
    this.reconnect = again;
    this.threads = threads;
  }

  /** To be called again and again with the nodes that are silent at that time. Non-blocking. */
  public void check(Collection<String> silent) {
    // There is more than one connection to a node; all of them stand still, or did, after a cut.
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
