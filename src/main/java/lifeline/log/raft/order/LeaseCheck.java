package lifeline.log.raft.order;

/**
 * Whether the others may have given this node up without its knowing: it was out of touch with them
 * for so long that they may have. Then only a batch that it has made since, and that counts, proves
 * the opposite. Not thread-safe; times are of one monotonic clock, in ns.
 */
public final class LeaseCheck {
  private final long limit;
  private long last;
  private boolean doubtful;
  private long doubtfulSince;

  /**
   * @param limit shorter than the others wait until they give a node up
   */
  public LeaseCheck(long limit, long now) {
    this.limit = limit;
    this.last = now;
  }

  /**
   * To be asked before anything is made of what comes from the others.
   *
   * @return whether this is the beginning of a doubt
   */
  public boolean breaks(long now) {
    if (doubtful || now - last <= limit) {
      return false;
    }
    doubtful = true;
    doubtfulSince = now;
    return true;
  }

  /** It was in touch with most of the others at that time. */
  public void at(long time) {
    if (time - last > 0) {
      last = time;
    }
  }

  /**
   * A batch of this node counts that was made at that time.
   *
   * @return whether this is the end of a doubt
   */
  public boolean provenBy(long made, long now) {
    if (!doubtful || made - doubtfulSince < 0) {
      return false;
    }
    begins(now);
    return true;
  }

  /** There is no doubt: another run begins, or has ended. */
  public void begins(long now) {
    doubtful = false;
    last = now;
  }
}
