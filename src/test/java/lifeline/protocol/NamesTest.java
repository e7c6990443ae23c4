package lifeline.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "Z", "0", "a.b_c-d", "alice-", "guest", "servers", "guest_1"})
  void shouldAllowNames(String name) {
    assertTrue(Names.isName(name) && Names.mayBeTaken(name) && Names.isRoom(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".a", "-a", "_a", "a b", "a#1", "\u00e4", "a/b", "a\n"})
  void shouldRefuseOtherCharacters(String name) {
    assertFalse(Names.isName(name) || Names.mayBeTaken(name) || Names.isRoom(name));
    assertFalse(Names.isRoom("@" + name));
  }

  @Test
  void shouldLimitTheLength() {
    assertTrue(Names.isName("n".repeat(32)) && Names.isRoom("@" + "n".repeat(32)));
    assertFalse(Names.isName("n".repeat(33)) || Names.isRoom("@" + "n".repeat(33)));
    assertTrue(Names.isRoom("r".repeat(64)));
    assertFalse(Names.isRoom("r".repeat(65)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"guest-1", "Guest-x", "SERVER", "console"})
  void shouldKeepSomeNamesForTheServer(String name) {
    assertTrue(Names.isName(name) && Names.isReserved(name));
    assertFalse(Names.mayBeTaken(name));
  }

  @Test
  void shouldFoldTheRoomOfAName() {
    assertEquals("@alice", Names.directRoom("Alice"));
    assertTrue(Names.isDirect("@alice") && !Names.isDirect("alice") && !Names.isDirect(""));
    assertEquals("alice", Names.owner("@alice"));
  }

  @Test
  void shouldReserveTheNamesOfGuests() {
    assertEquals("guest-7", Names.guest(7));
    assertTrue(Names.isGuest(Names.guest(7)) && Names.isReserved(Names.guest(7)));
    assertFalse(Names.isReserved("guest") || Names.isReserved("servers"));
  }
}
