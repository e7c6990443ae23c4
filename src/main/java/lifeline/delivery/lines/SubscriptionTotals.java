package lifeline.delivery.lines;

/** Numbers of a subscription's lines by state; each line is counted once. */
public record SubscriptionTotals(
    long accepted,
    long confirmed,
    long waiting,
    long delivered,
    long inDoubt,
    long dead,
    long dropped,
    long expired) {

  @Override
  public String toString() {
    return "accepted "
        + accepted
        + ", confirmed "
        + confirmed
        + ", waiting "
        + waiting
        + ", delivered "
        + delivered
        + ", in-doubt "
        + inDoubt
        + ", dead "
        + dead
        + ", dropped "
        + dropped
        + ", expired "
        + expired;
  }
}
