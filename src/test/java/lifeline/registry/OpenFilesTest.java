package lifeline.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
  @Test
  void shouldLeaveSomeForOthers() {
    assertEquals(19_500, OpenFiles.connections(20_000));
    assertEquals(524, OpenFiles.connections(1_024));
    assertEquals(100, OpenFiles.connections(200));
  }

  @Test
  void shouldNotOverflowWhereThereIsNoLimit() {
    assertTrue(OpenFiles.connections(Long.MAX_VALUE) > 1L << 60);
  }

  @Test
  void shouldKnowTheLimitOfThisProcess() {
    assertTrue(OpenFiles.connections() > 0);
  }
}
