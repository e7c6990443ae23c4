package lifeline.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FileDescriptorLimitTest {
  @Test
  void shouldLeaveSomeForOthers() {
    assertEquals(19_500, FileDescriptorLimit.connections(20_000));
    assertEquals(524, FileDescriptorLimit.connections(1_024));
    assertEquals(100, FileDescriptorLimit.connections(200));
  }

  @Test
  void shouldNotOverflowWhereThereIsNoLimit() {
    assertTrue(FileDescriptorLimit.connections(Long.MAX_VALUE) > 1L << 60);
  }

  @Test
  void shouldKnowTheLimitOfThisProcess() {
    assertTrue(FileDescriptorLimit.connections() > 0);
  }
}
