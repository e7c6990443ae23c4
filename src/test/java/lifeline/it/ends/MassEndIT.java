package lifeline.it.ends;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import lifeline.it.support.Await;
import lifeline.it.support.Client;
import lifeline.it.support.TestServer;
import lifeline.it.support.Transcript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many connections that end, or half-end, at the same time. How long others wait meanwhile is
 * measured by {@code src/test/scripts/bench-ends}; here it is only seen that nothing gets lost.
 */
class MassEndIT {
  @RegisterExtension static final TestServer SERVER = new TestServer().leavingNothing();

  /** {@code -Dmass=2000} for as many as the figures are about. */
  private static final int MANY = Integer.getInteger("mass", 1_000);

  @Test
  void shouldGoOnServingThoseWhoHaveAllFinishedTalking() {
    List<Client> many = guests("finished", MANY);
    many.forEach(Client::closeOutput);
    many.forEach(client -> client.skipTo("* half-closed: still hearing finished"));
    SERVER.client().send("/name anna").send("/say finished still there?");
    many.forEach(client -> client.expect("[finished] anna: still there?"));
    many.forEach(Client::close);
    // Nothing tells that they have gone until something is written to them.
    Client witness = SERVER.client().send("/say finished nobody there?");
    awaitConnections(witness, 2);
  }

  @Test
  void shouldLoseNoLineOfOthersWhileManyAreReset() {
    List<Client> others = guests("shared", 5);
    Client speaker = SERVER.named("speaker", "shared");
    others.forEach(other -> other.skipTo("* speaker joined shared"));
    List<Client> many = guests("shared", MANY);
    int said = 0;
    for (Client client : many) {
      client.reset();
      if (said < MANY / 2) {
        speaker.send("line " + said++);
      }
    }
    for (Client other : others) {
      for (int i = 0; i < said; i++) {
        other.skipTo("[shared] speaker: line " + i);
      }
      other.send("/ping all").skipTo("* pong: all");
    }
    awaitConnections(others.get(0), 6);
  }

  @Test
  void shouldNameEachEndOfMany() {
    List<Client> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(SERVER.named("many-" + i, "ends"));
    }
    many.forEach(Client::reset);
    Client witness = SERVER.client();
    for (int i = 0; i < 100; i++) {
      assertEquals("peer-reset by peer", EndsIT.awaitEnd(witness, "many-" + i));
    }
  }

  private static List<Client> guests(String room, int count) {
    List<Client> guests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      guests.add(SERVER.guest(room));
    }
    return guests;
  }

  /** Waits until the server counts so many connections. */
  private static void awaitConnections(Client witness, int expected) {
    Await.until(
        Transcript.PATIENCE,
        () -> {
          witness.send("/stats").skipToMatching("\\* stats: .*");
          return witness.lastLine().contains("connections " + expected + ",");
        },
        () -> expected + " connections: " + witness.lastLine());
  }
}
