package lifeline.log.raft.order;

/**
 * Whether the others may have given this node up without its knowing: it was out of touch with them
 * for so long that they may have. Then only a batch that it has made since, and that counts, proves
 * the opposite. Not thread-safe; times are of one monotonic clock, in ns.
 */
public final class LeaseCheck {
  private final long limit;
  private long renewed;
  private boolean expired;
  private long expiredAt;

  /**
   * @param limit shorter than the others wait until they give a node up
   */
  public LeaseCheck(long limit, long now) {
    this.limit = limit;
    this.renewed = now;
  }

  /**
   * To be asked before anything is made of what comes from the others.
   *
   * @return whether this is the beginning of a doubt
   */
  public boolean expires(long now) {
    if (expired || now - renewed <= limit) {
      return false;
    }
    expired = true;
    expiredAt = now;
    return true;
  }

  /** It was in touch with most of the others at that time. */
  public void renew(long time) {
    if (time - renewed > 0) {
      renewed = time;
    }
  }

  /**
   * A batch of this node counts that was made at that time.
   *
   * @return whether this is the end of a doubt
   */
  public boolean confirm(long made, long now) {
    if (!expired || made - expiredAt < 0) {
      return false;
    }
    reset(now);
    return true;
  }

  /** There is no doubt: another run begins, or has ended. */
  public void reset(long now) {
    expired = false;
    renewed = now;
  }
}
