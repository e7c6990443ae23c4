package lifeline.delivery.model;

/** What must hold in a history. */
public final class Claim {
  private Claim() {}

  /**
   * Fails the history unless the claim holds. The parts of the message are only put together when
   * it is needed.
   */
  public static void check(boolean holds, Object... message) {
    if (!holds) {
      StringBuilder text = new StringBuilder();
      for (Object part : message) {
        text.append(part);
      }
      throw new AssertionError(text);
    }
  }
}
