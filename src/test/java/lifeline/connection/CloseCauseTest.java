package lifeline.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Section 12.3 of protocol.txt. */
class CloseCauseTest {
  private static final Path SPEC = Path.of("src/main/docs/protocol.txt");

  @ParameterizedTest
  @EnumSource(CloseCause.class)
  void shouldCountAsFailedWhateverWasConfirmed(CloseCause cause) {
    if (cause != CloseCause.PEER_CLOSED) {
      assertEquals(cause.clientFailed(false), cause.clientFailed(true));
    }
  }

  @Test
  void shouldCountAClosingPeerAsFailedIfAnythingIsUnconfirmed() {
    assertTrue(CloseCause.PEER_CLOSED.clientFailed(true));
    assertFalse(CloseCause.PEER_CLOSED.clientFailed(false));
  }

  @Test
  void shouldHaveTheCausesOfTheSpecification() throws IOException {
    Matcher rows =
        Pattern.compile("^  ([a-z-]+) +(peer|server|network) +(yes|no|\\(1\\)) ", Pattern.MULTILINE)
            .matcher(Files.readString(SPEC));
    List<String> documented =
        rows.results().map(r -> r.group(1) + " " + r.group(2) + " " + r.group(3)).toList();
    assertEquals(Arrays.stream(CloseCause.values()).map(this::row).toList(), documented);
  }

  private String row(CloseCause cause) {
    String failed = cause.clientFailed(false) ? "yes" : cause.clientFailed(true) ? "(1)" : "no";
    return cause.word() + " " + cause.endedBy().word() + " " + failed;
  }
}
