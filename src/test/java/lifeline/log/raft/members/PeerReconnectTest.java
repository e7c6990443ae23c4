package lifeline.log.raft.members;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerReconnectTest {
  private final Set<String> reached = new HashSet<>();
  private final List<String> again = new ArrayList<>();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final PeerReconnect reconnect =
      new PeerReconnect(reached::contains, again::add, tasks::add);

  @Test
  void shouldReconnectOnceANodeIsReachableAgain() {
    check("n2", "n3");
    check("n2", "n3");
    assertEquals(List.of(), again);
    reached.add("n3");
    check("n2", "n3");
    check("n2", "n3");
    assertEquals(List.of("n3"), again);
    reached.add("n2");
    check("n2");
    assertEquals(List.of("n3", "n2"), again);
  }

  @Test
  void shouldNotReconnectToANodeThatWasReachableAllTheTime() {
    reached.add("n2");
    check("n2");
    check("n2");
    assertEquals(List.of(), again);
  }

  @Test
  void shouldReconnectEverMoreRarelyToASilentNode() {
    reached.add("n2");
    for (int i = 1; i < PeerReconnect.FIRST; i++) {
      check("n2");
    }
    assertEquals(List.of(), again);
    assertEquals(1, reconnect.reachable());
    for (int i = PeerReconnect.FIRST; i <= 8 * PeerReconnect.FIRST; i++) {
      check("n2");
    }
    assertEquals(List.of("n2", "n2", "n2", "n2"), again);
    check();
    assertEquals(0, reconnect.reachable());
  }

  @Test
  void shouldReconnectEvenIfOneConnectionWorksAgainByItself() {
    check("n2");
    check();
    reached.add("n2");
    check();
    check();
    assertEquals(List.of("n2"), again);
  }

  @Test
  void shouldCheckANodeOnceAtATime() {
    reconnect.check(List.of("n2"));
    reconnect.check(List.of("n2"));
    assertEquals(1, tasks.size());
  }

  private void check(String... silent) {
    reconnect.check(List.of(silent));
    tasks.forEach(Runnable::run);
    tasks.clear();
  }
}
