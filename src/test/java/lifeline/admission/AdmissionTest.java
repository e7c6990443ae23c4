package lifeline.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import lifeline.admission.Admission.Rules;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final long NONE = TokenBucket.NO_LIMIT;

  private final Admission admission = new Admission();
  private long now = 1_000_000;

  @Test
  void shouldLetInAsManyAsThereMayBeInAll() {
    Rules rules = new Rules(3, NONE, NONE);
    assertEquals(
        List.of(0L, 0L, 0L, 1L),
        List.of(come("a", rules), come("b", rules), come("c", rules), come("d", rules)));
    admission.release("b");
    assertEquals(0, come("d", rules));
    assertEquals(3, admission.connections());
  }

  @Test
  void shouldSendAwayForAsLongAgainAsItHasBeenFull() {
    Rules rules = new Rules(1, NONE, NONE);
    come("a", rules);
    assertEquals(1, come("b", rules));
    now += 7_000;
    assertEquals(7, come("b", rules));
    now += 3_600_000;
    assertEquals(60, come("b", rules));
    admission.release("a");
    assertEquals(0, come("b", rules));
    assertEquals(1, come("c", rules));
  }

  @Test
  void shouldCountEachAddressByItself() {
    Rules rules = new Rules(NONE, 2, NONE);
    come("a", rules);
    come("a", rules);
    assertEquals(1, come("a", rules));
    assertEquals(0, come("b", rules));
    admission.release("a");
    assertEquals(0, come("a", rules));
  }

  @Test
  void shouldLetInSoManyOfOneAddressASecond() {
    Rules rules = new Rules(NONE, NONE, 5);
    int in = 0;
    for (int i = 0; i < 10_000; i++) {
      in += come("a", rules) == 0 ? 1 : 0;
      now++;
    }
    assertEquals(5 + 50, in, 1);
    assertEquals(0, come("b", rules));
  }

  @Test
  void shouldGiveThoseSentAwayTimesOneAfterTheOther() {
    Rules rules = new Rules(NONE, NONE, 2);
    List<Long> told = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      told.add(come("a", rules));
    }
    assertEquals(List.of(0L, 0L, 1L, 1L, 2L, 2L, 3L, 3L), told);
    for (int i = 0; i < 1_000; i++) {
      assertTrue(come("a", rules) <= 60);
    }
    assertEquals(60, come("a", rules));
  }

  @Test
  void shouldLetInWhoComesAtTheTimeThatWasTold() {
    Rules rules = new Rules(NONE, NONE, 1);
    assertEquals(0, come("a", rules));
    assertEquals(1, come("a", rules));
    assertEquals(2, come("a", rules));
    now += 1_000;
    assertEquals(0, come("a", rules));
    now += 1_000;
    assertEquals(0, come("a", rules));
  }

  @Test
  void shouldNotChargeTheRateOfWhoFindsItFull() {
    come("a", new Rules(1, NONE, 1));
    assertEquals(1, come("b", new Rules(1, NONE, 1)));
    assertEquals(0, come("b", new Rules(2, NONE, 1)));
  }

  @Test
  void shouldTakeOverChangedLimitsAtOnce() {
    for (int i = 0; i < 10; i++) {
      come("a", new Rules(NONE, NONE, NONE));
    }
    assertEquals(1, come("a", new Rules(10, NONE, NONE)));
    assertEquals(1, come("a", new Rules(NONE, 10, NONE)));
    assertEquals(0, come("a", new Rules(11, 11, NONE)));
  }

  @Test
  void shouldForgetAddressesThatHaveGone() {
    Rules rules = new Rules(NONE, NONE, 100);
    int most = 0;
    for (int i = 0; i < 100_000; i++) {
      String address = "address " + i;
      assertEquals(0, come(address, rules));
      admission.release(address);
      most = Math.max(most, admission.trackedAddresses());
      now += i % 2;
    }
    assertTrue(most <= 200, "remembered " + most + " of 20 ms");
    assertEquals(0, admission.connections());
  }

  private long come(String address, Rules rules) {
    return admission.admit(address, rules, now);
  }
}
