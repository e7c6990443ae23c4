package lifeline.it.process;

import lifeline.it.support.Client;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lines that are older than their room keeps them. */
class RetentionIT {
  @RegisterExtension static final TestServer SERVER = new TestServer("retention.age=1s");

  @Test
  void shouldGiveUpOldLinesSoonAlsoInAQuietRoom() {
    Client reader = SERVER.client().send("/confirm ack").skipTo("* confirm: ack");
    reader.send("/name nora").skipTo("* you-are: nora");
    reader.send("/join quiet").skipToMatching("\\* joined: quiet .*");
    SERVER.client().send("/say quiet soon forgotten");
    reader.skipTo("[quiet] guest-2: soon forgotten");
    reader.skipToMatching("\\* 1 lines expired .*");
    reader.send("/history quiet").expect("* history: quiet 0 lines");
  }
}
