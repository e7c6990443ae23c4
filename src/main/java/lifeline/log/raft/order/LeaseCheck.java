package lifeline.log.raft.order;

/**
 * Whether the leader may have ended this node's epoch without its knowledge: it may, once this node
 * has been out of contact with a majority for too long. From then on contact does not renew the
 * lease; only a batch that was created later, and counts, shows that the epoch has not ended. Not
 * thread-safe; times are of one monotonic clock, in ns.
 */
public final class LeaseCheck {
  private final long limit;
  private long renewed;
  private boolean expired;
  private long expiredAt;

  /**
   * @param limit shorter than the time after which the leader ends the epoch of a silent node
   */
  public LeaseCheck(long limit, long now) {
    this.limit = limit;
    this.renewed = now;
  }

  /**
   * To be called before anything is derived from what the other nodes have sent.
   *
   * @return whether the lease has expired and had not at the last call
   */
  public boolean expires(long now) {
    if (expired || now - renewed <= limit) {
      return false;
    }
    expired = true;
    expiredAt = now;
    return true;
  }

  /** This node was in contact with a majority at that time. */
  public void renew(long time) {
    if (time - renewed > 0) {
      renewed = time;
    }
  }

  /**
   * A batch of this node counts, which was created at that time.
   *
   * @return whether that renews an expired lease
   */
  public boolean confirm(long created, long now) {
    if (!expired || created - expiredAt < 0) {
      return false;
    }
    reset(now);
    return true;
  }

  /** An epoch of this node has started or ended. */
  public void reset(long now) {
    expired = false;
    renewed = now;
  }
}
