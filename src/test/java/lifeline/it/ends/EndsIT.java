package lifeline.it.ends;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import lifeline.it.support.Await;
import lifeline.it.support.Client;
import lifeline.it.support.FramedClient;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * RST and FIN in every state of a connection: the cause in the room's notice and in {@code /why},
 * and who ended it. That nothing stays behind is seen after each test.
 */
class EndsIT {
  @RegisterExtension static final TestServer SERVER = new TestServer().leavingNothing();

  /** How far a connection has come when its end comes. */
  enum State {
    CONNECTED("peer-reset", "peer-closed") {
      @Override
      Client reach(String name, String room) {
        return SERVER.client().send("/name " + name).skipTo("* you-are: " + name);
      }
    },
    JOINED("peer-reset", "peer-closed") {
      @Override
      Client reach(String name, String room) {
        return SERVER.named(name, room);
      }
    },
    IN_A_LINE("peer-reset", "peer-closed") {
      @Override
      Client reach(String name, String room) {
        Client client = SERVER.named(name, room);
        client.send("/ping x").type("half a li").skipTo("* pong: x");
        return client;
      }
    },
    IN_A_COMMAND_OF_A_GUEST_WITHOUT_ROOM("peer-reset", "peer-closed") {
      @Override
      Client reach(String name, String room) {
        return CONNECTED.reach(name, room).type("/pin");
      }
    },
    PIPING("peer-reset", "peer-closed") {
      @Override
      Client reach(String name, String room) {
        return SERVER.named(name, room).send("/pipe " + room).type("half");
      }
    },
    WITH_LINES_WAITING("peer-reset", "peer-closed") {
      @Override
      Client reach(String name, String room) {
        Client client = SERVER.named(name, room);
        Client speaker = SERVER.client();
        for (int i = 0; i < 1_500; i++) {
          speaker.send("/say " + room + " " + "x".repeat(7_000));
        }
        speaker.send("/ping said").skipTo("* pong: said");
        return client;
      }
    },
    WITH_REPLIES_WAITING("peer-reset", "peer-closed") {
      @Override
      Client reach(String name, String room) {
        Client client = SERVER.named(name, room);
        client.type("/help\n".repeat(3_000));
        return client;
      }
    },
    HALF_CLOSED("peer-closed", "peer-closed") {
      @Override
      Client reach(String name, String room) {
        Client client = SERVER.named(name, room).closeOutput();
        return client.expect("* half-closed: still hearing " + room);
      }
    },
    CLOSING("quit", "quit") {
      @Override
      Client reach(String name, String room) {
        Client client = SERVER.named(name, room).send("/quit");
        client.expectMatching("\\* bye: quit; .*");
        client.expectEnd();
        return client;
      }
    };

    final String byReset;
    final String byFin;

    State(String byReset, String byFin) {
      this.byReset = byReset;
      this.byFin = byFin;
    }

    abstract Client reach(String name, String room);

    boolean inRoom() {
      return this != CONNECTED && this != IN_A_COMMAND_OF_A_GUEST_WITHOUT_ROOM;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldNameTheCauseOfAReset(State state) {
    String name = short32("r-" + state.word());
    Client client = state.reach(name, name);
    Client witness = SERVER.guest(name);
    client.reset();
    expectEnd(witness, name, state, state.byReset);
  }

  @ParameterizedTest
  @EnumSource
  void shouldNameTheCauseWhenTheClientFinishesAndGoes(State state) {
    String name = short32("f-" + state.word());
    Client client = state.reach(name, name);
    Client witness = SERVER.guest(name);
    if (state != State.HALF_CLOSED) {
      client.closeOutput();
    }
    if (state.inRoom()) {
      client.close();
    }
    if (state == State.HALF_CLOSED) {
      // Its machine sends nothing more, but answers the next line with RST.
      witness.send("are you there?");
    }
    expectEnd(witness, name, state, state.byFin);
  }

  @Test
  void shouldNameTheCauseOfAResetBeforeTheGreetingWasRead() {
    Client witness = SERVER.connect();
    int last = number(witness);
    for (int i = 1; i <= 20; i++) {
      SERVER.connect().reset();
      assertEquals("peer-reset by peer", awaitEnd(witness, "guest-" + (last + i)));
    }
  }

  @Test
  void shouldEndWhoFinishesBeforeItHasSaidAnything() {
    Client witness = SERVER.connect();
    int last = number(witness);
    SERVER.connect().closeOutput().rest();
    assertEquals("peer-closed by peer", awaitEnd(witness, "guest-" + (last + 1)));
  }

  @Test
  void shouldEndAFrameThatIsCutAtAnyByteAsTruncated() {
    byte[] frame = FramedClient.frame("/say cut never heard".getBytes(UTF_8));
    Client witness = SERVER.guest("cut");
    for (int cut = 1; cut < frame.length; cut++) {
      FramedClient client = framed("cut-" + cut);
      client.sendBytes(Arrays.copyOf(frame, cut)).closeOutput().rest();
      assertEquals("truncated by peer", awaitEnd(witness, "cut-" + cut));
    }
    witness.expectNothing();
  }

  @Test
  void shouldEndAFrameThatIsCutByAResetAsReset() {
    byte[] frame = FramedClient.frame("/say cut never heard".getBytes(UTF_8));
    Client witness = SERVER.guest("cut");
    for (int cut = 1; cut < frame.length; cut++) {
      FramedClient client = framed("rst-" + cut);
      client.sendBytes(Arrays.copyOf(frame, cut)).reset();
      assertEquals("peer-reset by peer", awaitEnd(witness, "rst-" + cut));
    }
    witness.expectNothing();
  }

  private static FramedClient framed(String name) {
    FramedClient client = SERVER.framed();
    client.send("/name " + name).expect("* you-are: " + name);
    return client;
  }

  /** The number of a guest that has just connected and not read anything. */
  private static int number(Client guest) {
    return Integer.parseInt(guest.expectMatching("\\* welcome: you are guest-(\\d+) .*").group(1));
  }

  private static void expectEnd(Client witness, String name, State state, String cause) {
    if (state.inRoom() && state != State.CLOSING) {
      witness.skipTo("* " + name + " left " + name + ": " + cause);
    }
    assertEquals(cause + " by peer", awaitEnd(witness, name));
  }

  /** Asks until the name has an end: its cause and by whom. */
  static String awaitEnd(Client witness, String name) {
    String end = "\\* end: \\S+ (\\S+ by \\S+) at .*";
    Await.until(
        Duration.ofSeconds(10),
        () -> {
          witness.send("/why " + name).skipToMatching("(\\* end: |! unknown-name).*");
          return witness.lastLine().matches(end);
        },
        () -> "an end of " + name);
    return witness.lastLine().replaceAll(end, "$1");
  }

  private static String short32(String name) {
    return name.substring(0, Math.min(32, name.length()));
  }
}
