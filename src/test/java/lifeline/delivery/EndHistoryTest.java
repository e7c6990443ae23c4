package lifeline.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lifeline.connection.CloseCause;
import lifeline.protocol.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndHistoryTest {
  private final EndHistory ends = new EndHistory();

  @Test
  void shouldKeepTheLastTenThousand() {
    for (int i = 0; i < 10_001; i++) {
      ends.add("name-" + i, CloseCause.QUIT, i, 0);
    }
    assertEquals(10_000, ends.all().size());
    assertTrue(ends.of("name-0").isEmpty());
    assertEquals(1, ends.of("name-1").size());
    assertTrue(ends.all().get(0).text().startsWith("end: name-10000 "));
  }

  @Test
  void shouldTellTheNewestTenOfANameNewestFirst() {
    for (int i = 0; i < 12; i++) {
      ends.add(i % 2 == 0 ? "Anna" : "anna", CloseCause.QUIT, i, i);
    }
    assertEquals(10, ends.of("ANNA").size());
    assertTrue(ends.of("ANNA").get(0).text().endsWith(", 11 lines kept"));
  }

  @ParameterizedTest
  @EnumSource
  void shouldTellEachCauseAndByWhom(CloseCause cause) {
    ends.add("anna", cause, 0, 3);
    Message told = ends.of("anna").get(0);
    assertEquals("end", told.code());
    assertEquals(
        "end: anna %s by %s at 1970-01-01T00:00:00.000Z, 3 lines kept"
            .formatted(cause.word(), cause.endedBy().word()),
        told.text());
  }
}
