package lifeline.delivery.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.lines.SubscriptionTotals;

/** The account of one subscription, a name's or a group's: what became of each of its lines. */
public final class Ledger {
  /** A line may wait for so many milliseconds more than the limit of its age. */
  private static final long AGE_TOLERANCE = 50;

  private enum Fate {
    OPEN,
    CONFIRMED,
    DEAD,
    DROPPED,
    EXPIRED
  }

  private static final class Account {
    final long number;

    /** Whether the line is one of the subscription at all. */
    boolean belongs;

    Fate fate = Fate.OPEN;

    /** It was the Nth line of the ledger to die. */
    int death;

    int failures;

    /** The member of the group that has it; 0 for none. */
    long holder;

    /** When the holder's acknowledgement is due; 0 for never. */
    long due;

    boolean deliveredOnce;
    boolean inDoubt;

    /** Waits for its next attempt. */
    boolean paused;

    /** Retried after its death: no limit of age holds for it any more. */
    boolean ageless;

    Account(long number, boolean belongs) {
      this.number = number;
      this.belongs = belongs;
    }

    boolean isOpen() {
      return belongs && fate == Fate.OPEN;
    }

    void close(Fate end) {
      fate = end;
      failures = 0;
      inDoubt = false;
      paused = false;
      ageless = false;
      release();
    }

    void release() {
      holder = 0;
      due = 0;
    }
  }

  final String room;

  /** The group, or null for the subscription of a name. */
  final String group;

  /** The name, or null for a group. */
  final String owner;

  final Map<Long, RoomListener> members = new LinkedHashMap<>();

  private final DeliveryLimits limits;
  private final RoomLines lines;
  private final long begin;

  /** Of each line of the room; line 1 has index 0. */
  private final List<Account> accounts = new ArrayList<>();

  private int deaths;

  /** Whether it has, or had, lines of which nothing was seen. */
  private boolean partlyKnown;

  /** Dead letters of which nothing else was seen and that were to be retried. */
  private final LineNumbers unseenRetried = new LineNumbers();

  Ledger(
      DeliveryLimits limits, RoomLines lines, String room, String group, String owner, long begin) {
    this.limits = limits;
    this.lines = lines;
    this.room = room;
    this.group = group;
    this.owner = owner;
    this.begin = begin;
  }

  static String key(String room, String group, String owner) {
    return room + (group == null ? " name " + owner : " group " + group);
  }

  String key() {
    return key(room, group, owner);
  }

  long begin() {
    return begin;
  }

  boolean isGroup() {
    return group != null;
  }

  /**
   * Whether all its lines are known. A group may have unheard lines that it has given to nobody
   * yet: then it accepted more than this ledger has, and no comparison holds from then on.
   */
  public boolean isFullyKnown(SubscriptionTotals actual) {
    partlyKnown |= isGroup() && actual.accepted() > count(account -> account.belongs);
    return !partlyKnown;
  }

  /** A dead letter is about to be retried that may be unknown here. */
  void retryUnseen(long number) {
    if (partlyKnown) {
      unseenRetried.add(number);
    }
  }

  /** Lines from before the beginning are accepted, too. */
  void addEarlier(Collection<Long> numbers) {
    numbers.forEach(number -> account(number).belongs = true);
  }

  LineNumbers all() {
    return those(account -> account.belongs);
  }

  LineNumbers open() {
    return those(Account::isOpen);
  }

  boolean isOpen(long number) {
    return number <= lines.newest() && account(number).isOpen();
  }

  boolean isConfirmed(long number) {
    return account(number).fate == Fate.CONFIRMED;
  }

  boolean isPaused(long number) {
    return account(number).paused;
  }

  /** The lines that are dead, the first to die first. */
  List<Long> dead() {
    return accounts().stream()
        .filter(account -> account.fate == Fate.DEAD)
        .sorted(Comparator.comparingInt(account -> account.death))
        .map(account -> account.number)
        .toList();
  }

  /** The member of the group that has the line; 0 for none. */
  long holder(long number) {
    return account(number).holder;
  }

  LineNumbers heldBy(long connection) {
    return those(account -> account.holder == connection);
  }

  long countHeldBy(long connection) {
    return count(account -> account.holder == connection);
  }

  /** Whether the line is open and has ever reached anybody. */
  boolean isDelivered(long number) {
    return isOpen(number)
        && (account(number).deliveredOnce
            || account(number).holder != 0
            || (!isGroup() && members.values().stream().anyMatch(member -> member.gets(number))));
  }

  /** Whether a connection has the open line or is about to be sent it. */
  private boolean isWithAny(Account account) {
    return isGroup() ? account.holder != 0 : !members.isEmpty() && !account.paused;
  }

  private boolean isDelivered(Account account) {
    return account.isOpen() && isWithAny(account);
  }

  private boolean isInDoubt(Account account) {
    return account.isOpen() && !isWithAny(account) && account.inDoubt;
  }

  private boolean isWaiting(Account account) {
    return account.isOpen() && !isWithAny(account) && !account.inDoubt;
  }

  void confirm(Collection<Long> numbers) {
    end(numbers, Fate.CONFIRMED);
  }

  /** The room has not got these lines any more. */
  void expire(LineNumbers trimmed) {
    trimmed.removeIf(number -> account(number).ageless);
    end(trimmed, Fate.EXPIRED);
  }

  private void end(Collection<Long> numbers, Fate fate) {
    numbers.stream().filter(this::isOpen).toList().forEach(n -> account(n).close(fate));
  }

  /** A dead letter is dropped. */
  void drop(long number) {
    account(number).fate = Fate.DROPPED;
  }

  /** Dead letters are open again, if the queue has room for all of them. */
  void retry(List<Long> letters) {
    if (count(this::isWaiting) + letters.size() <= limits.queue().maxLines()) {
      letters.forEach(this::revive);
    }
  }

  private void revive(long number) {
    account(number).fate = Fate.OPEN;
    account(number).ageless = true;
  }

  private void die(long number) {
    account(number).close(Fate.DEAD);
    account(number).death = ++deaths;
    List<Long> dead = dead();
    if (dead.size() > limits.queue().deadLines()) {
      drop(dead.get(0));
    }
  }

  /** An attempt failed; whether the line may have another. */
  private boolean survivesFailure(long number) {
    account(number).failures++;
    if (account(number).failures < limits.attempts().maxAttempts()) {
      return true;
    }
    die(number);
    return false;
  }

  /** It failed with a member, or, if that is null, with one that is not to be asked again. */
  void fail(RoomListener member, long number) {
    if (survivesFailure(number)) {
      Account account = account(number);
      account.deliveredOnce = true;
      account.inDoubt = false;
      account.paused = true;
      account.release();
      if (member != null) {
        member.takeBack(number);
      }
    }
  }

  /** A line is sent to a connection apart from the order. */
  void send(RoomListener member, long number) {
    if (!account(number).belongs) {
      account(number).belongs = true;
      account(number).ageless = unseenRetried.contains(number);
    }
    if (partlyKnown && !isOpen(number) && !isConfirmed(number)) {
      // With all its lines known, others than these would have died.
      revive(number);
    }
    Claim.check(isOpen(number), "sent though not open: ", key(), " ", number);
    account(number).paused = false;
    if (!isGroup()) {
      member.send(number);
    }
  }

  /** A line of the group is lent to a member. */
  void lend(long number, long connection, long due) {
    Claim.check(holder(number) == 0, "sent to two: ", key(), " ", number);
    account(number).holder = connection;
    account(number).due = due;
  }

  /** Lent lines whose acknowledgements are due. */
  LineNumbers overdue(long now) {
    return those(account -> account.due != 0 && account.due <= now);
  }

  /**
   * A member leaves.
   *
   * @param at how far it got, or null if that is not known
   * @param failed whether an attempt failed by that
   * @return the lines that were written to it and that it did not confirm
   */
  LineNumbers leave(long connection, RoomListener member, Entry.Position at, boolean failed) {
    members.remove(connection);
    if (!isGroup() && at != null) {
      confirmInOrder(member, at);
    }
    LineNumbers had = isGroup() ? heldBy(connection) : unpaused(member);
    LineNumbers written = at == null ? had : had.and(LineNumbers.of(at.unconfirmed()));
    written.forEach(number -> account(number).deliveredOnce = true);
    had.forEach(number -> account(number).release());
    if (failed) {
      written.stream().filter(this::isWithNobody).findFirst().ifPresent(this::survivesFailure);
    }
    written.stream().filter(this::isOpen).forEach(number -> account(number).inDoubt = true);
    return written;
  }

  private void confirmInOrder(RoomListener member, Entry.Position at) {
    LineNumbers inOrder = LineNumbers.range(member.begin + 1, at.delivered());
    inOrder.removeAll(LineNumbers.of(at.unconfirmed()));
    inOrder.removeAll(member.sent());
    inOrder.removeAll(member.returned());
    inOrder.removeIf(this::isPaused);
    confirm(inOrder);
  }

  private LineNumbers unpaused(RoomListener member) {
    LineNumbers had = open();
    had.removeIf(number -> isPaused(number) || !member.gets(number));
    return had;
  }

  private boolean isWithNobody(long number) {
    return isGroup() || members.values().stream().noneMatch(member -> member.gets(number));
  }

  /** Lines that wait die of their age and, the oldest first, of the length of the queue. */
  void applyQueueLimits(long now) {
    if (limits.queue().ttl() > 0 || lines.newest() > limits.queue().maxLines()) {
      endAged(now);
      LineNumbers waiting = those(this::isWaiting);
      while (waiting.size() > limits.queue().maxLines()) {
        die(waiting.pollFirst());
      }
    }
  }

  /** Lines that wait die of their age. */
  void endAged(long now) {
    long most = limits.queue().ttl() + AGE_TOLERANCE;
    if (limits.queue().ttl() > 0) {
      those(this::isWaiting).stream()
          .filter(number -> lines.time(number) + most <= now && !account(number).ageless)
          .forEach(this::die);
    }
  }

  /** No line waits that could be sent. */
  public void checkNothingIsHeldBack(ToLongFunction<Long> freeWindow) {
    if (members.isEmpty()) {
      return;
    }
    LineNumbers ready =
        those(account -> !account.paused && (isGroup() ? isWaiting(account) : account.isOpen()));
    if (isGroup()) {
      boolean free = members.keySet().stream().anyMatch(id -> freeWindow.applyAsLong(id) > 0);
      Claim.check(ready.isEmpty() || !free, "not sent at once: ", key(), " ", ready);
    } else {
      ready.removeIf(number -> !isWithNobody(number));
      Claim.check(ready.isEmpty(), "not sent to another connection: ", key(), " ", ready);
    }
  }

  /** What the subscription has to count. */
  public SubscriptionTotals totals() {
    return new SubscriptionTotals(
        count(account -> account.belongs),
        count(Fate.CONFIRMED),
        count(this::isWaiting),
        count(this::isDelivered),
        count(this::isInDoubt),
        count(Fate.DEAD),
        count(Fate.DROPPED),
        count(Fate.EXPIRED));
  }

  private long count(Fate fate) {
    return count(account -> account.fate == fate);
  }

  private long count(Predicate<Account> which) {
    return accounts().stream().filter(which).count();
  }

  private LineNumbers those(Predicate<Account> which) {
    LineNumbers numbers = new LineNumbers();
    for (Account account : accounts()) {
      if (which.test(account)) {
        numbers.add(account.number);
      }
    }
    return numbers;
  }

  private Account account(long number) {
    return accounts().get((int) number - 1);
  }

  private List<Account> accounts() {
    while (accounts.size() < lines.newest()) {
      long number = accounts.size() + 1L;
      accounts.add(new Account(number, number > begin));
    }
    return accounts;
  }
}
