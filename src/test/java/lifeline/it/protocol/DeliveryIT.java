package lifeline.it.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import lifeline.it.support.Client;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a failed connection had not confirmed goes to the next one, marked, before new lines. */
class DeliveryIT {
  @RegisterExtension static final TestServer SERVER = new TestServer("delivery.backoff-first=50ms");

  @Test
  void shouldGiveEachLineOfAGroupToOneMember() {
    List<Client> members = List.of(worker("turn"), worker("turn"), worker("turn"));
    Client speaker = SERVER.client().send("/name boss");
    for (int i = 1; i <= 30; i++) {
      speaker.send("/say turn job " + i);
    }
    TreeSet<Integer> jobs = new TreeSet<>();
    for (Client member : members) {
      for (int i = 0; i < 10; i++) {
        String line = member.skipToMatching("\\[turn\\] boss: job \\d+").lastLine();
        jobs.add(Integer.parseInt(line.replaceAll("\\D", "")));
      }
    }
    assertEquals(30, jobs.size(), jobs::toString);
  }

  @Test
  void shouldGiveALineInDoubtToTheNextMemberAtOnce() {
    Client first = acknowledging("handover as workers");
    SERVER.client().send("/name ada").send("/say handover job");
    first.skipTo("[handover] ada: job");
    Client second = acknowledging("handover as workers");
    first.reset();
    second.skipTo("[handover again] ada: job");
    second.send("/ack handover#1").send("/stats");
    second.skipToMatching("\\* queue: handover group workers, accepted 1, confirmed 1, .*");
  }

  @Test
  void shouldRedeliverInDoubtLinesBeforeNewOnes() {
    Client first = acknowledging("before as workers");
    first.send("/window 2").skipToMatching("\\* window\\b.*");
    Client speaker = SERVER.client().send("/name bea");
    for (int i = 1; i <= 4; i++) {
      speaker.send("/say before " + i);
    }
    first.skipTo("[before] bea: 2");
    Client witness = SERVER.guest("before from new");
    first.reset();
    witness.skipToMatching("\\* guest-\\d+ left before: peer-reset");
    Client second = SERVER.client().send("/confirm ack");
    second.skipToMatching("\\* confirm\\b.*").send("/window 9").skipToMatching("\\* window\\b.*");
    second.send("/join before as workers").skipToMatching("\\* joined: before\\b.*");
    second.skipTo("[before again] bea: 1");
    second.expect("[before again] bea: 2", "[before] bea: 3", "[before] bea: 4");
  }

  @Test
  void shouldNotGiveMoreThanTheWindow() {
    Client worker = acknowledging("window as workers");
    Client speaker = SERVER.client().send("/name cleo").send("/receipts on");
    speaker.skipToMatching("\\* receipts\\b.*");
    speaker.send("/say window 1").expectMatching("\\* ok window#1 .*");
    speaker.send("/say window 2").expectMatching("\\* ok window#2 .*");
    worker.skipTo("[window] cleo: 1").expectNothing();
    worker.send("/ack window#1").expect("[window] cleo: 2");
  }

  @Test
  void shouldTakeAnAckFromAnotherConnectionOfTheGroup() {
    Client holder = acknowledging("elsewhere as workers");
    SERVER.client().send("/name dana").send("/say elsewhere job");
    holder.skipTo("[elsewhere] dana: job");
    Client other = acknowledging("elsewhere as workers");
    other.send("/ack elsewhere#1").expectNothing();
    holder.reset();
    List<String> heard = other.upTo("\\* guest-\\d+ left elsewhere: peer-reset");
    heard.addAll(other.beforeMarker());
    assertTrue(heard.stream().noneMatch(line -> line.contains("job")), heard::toString);
  }

  @Test
  void shouldDeliverAgainWhatIsNotWanted() {
    Client worker = acknowledging("nack as workers");
    SERVER.client().send("/name ella").send("/say nack job");
    worker.skipTo("[nack] ella: job");
    worker.send("/nack nack#1 0").expect("[nack again] ella: job");
  }

  @Test
  void shouldShowTheNumberOfTheDelivery() {
    Client worker = SERVER.inFormat("tsv").send("/confirm ack").send("/join attempt as workers");
    worker.skipToMatching("\\*\tjoined\t.*");
    SERVER.client().send("/name fee").send("/say attempt job");
    worker.skipToMatching("attempt#1\t\\S+\tattempt\tfee\t1\tjob");
    worker.send("/nack attempt#1 0").expectMatching("attempt#1\t\\S+\tattempt\tfee\t2\tjob");
  }

  @Test
  void shouldLetUrgentLinesOvertakeWhatWaits() {
    Client worker = acknowledging("urgent as workers");
    Client speaker = SERVER.client().send("/name gina");
    speaker.send("/say urgent 1").send("/say urgent 2").send("/urgent urgent 3");
    worker.skipTo("[urgent] gina: 1");
    speaker.send("/ping said").skipTo("* pong: said");
    worker.send("/ack urgent#1").expect("[urgent] gina: 3");
    worker.send("/ack urgent#3").expect("[urgent] gina: 2");
  }

  @Test
  void shouldGiveTheNextConnectionOfANameWhatWasInDoubt() {
    Client first = SERVER.client().send("/name hedi").send("/confirm ack");
    first.skipToMatching("\\* confirm\\b.*").send("/join doubt");
    first.skipToMatching("\\* joined: doubt\\b.*");
    Client speaker = SERVER.client().send("/name ines");
    speaker.send("/say doubt 1").send("/say doubt 2").send("/say doubt 3");
    first.skipTo("[doubt] ines: 3").send("/ack doubt#1").expectNothing();
    Client witness = SERVER.guest("doubt from new");
    first.reset();
    witness.skipToMatching("\\* hedi left doubt: peer-reset");
    speaker.send("/say doubt 4").send("/ping said").skipTo("* pong: said");
    witness.skipTo("[doubt] ines: 4");
    Client second = SERVER.client().send("/name hedi");
    second.skipToMatching("\\* places: doubt 3 waiting");
    second.send("/join doubt").skipTo("* 3 lines while you were away");
    second.expect("[doubt again] ines: 2", "[doubt again] ines: 3", "[doubt] ines: 4");
  }

  @Test
  void shouldNotSendAgainWhatTheClientsMachineHas() {
    Client first = SERVER.named("jule", "received");
    Client speaker = SERVER.named("kira", "received");
    first.expect("* kira joined received");
    speaker.send("one");
    first.expect("[received] kira: one");
    List<String> stats = new ArrayList<>();
    for (int i = 0; i < 500 && !String.join("", stats).contains("confirmed 1,"); i++) {
      stats = first.send("/stats").beforeMarker();
    }
    first.reset();
    speaker.expect("* jule left received: peer-reset");
    Client second = SERVER.client().send("/name jule").skipTo("* you-are: jule");
    second.send("/join received").skipToMatching("\\* joined: received\\b.*").expectNothing();
  }

  @Test
  void shouldKeepDeadLettersForAPersonToLookAt() {
    Client worker = acknowledging("dead as workers");
    SERVER.client().send("/name lara").send("/say dead poison");
    worker.skipTo("[dead] lara: poison");
    for (int i = 1; i < 20; i++) {
      worker.send("/nack dead#1 0").skipTo("[dead again] lara: poison");
    }
    worker.send("/nack dead#1 0").skipToMatching("\\* 1 lines dead: .+");
    worker.send("/dead dead").expectMatching("\\* dead: dead#1 20 \\S+ poison");
    worker.expect("* dead: 1");
    worker.send("/dead retry dead#1").skipToMatching("\\[dead( again)?\\] lara: poison");
  }

  private static Client worker(String room) {
    Client client = SERVER.client().send("/join " + room + " as workers");
    return client.skipToMatching("\\* joined: \\Q" + room + "\\E\\b.*");
  }

  /** A guest that confirms by /ack and has joined. */
  private static Client acknowledging(String join) {
    Client client = SERVER.client().send("/confirm ack");
    client.skipToMatching("\\* confirm\\b.*").send("/join " + join);
    return client.skipToMatching("\\* joined: \\Q" + join.replaceAll(" .*", "") + "\\E\\b.*");
  }
}
