package lifeline.delivery;

import java.util.Optional;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.lines.RetrySchedule;
import lifeline.delivery.lines.RoomLog;

/** Retention: which lines a room no longer retains, and the effect on its subscriptions. */
final class RetentionHandler {
  /** A trim visits all subscriptions of the room, so it waits for 1/128 of a limit of excess. */
  private static final long SLACK = 128;

  private final State state;

  RetentionHandler(State state) {
    this.state = state;
  }

  /** What is to be trimmed from the room at {@code now}, if anything. */
  Optional<Entry.Trim> due(Room room, long now) {
    RoomLog log = room.log;
    return beyond(log, now, SLACK) < log.oldest()
        ? Optional.empty()
        : Optional.of(new Entry.Trim(room.name, beyond(log, now, Long.MAX_VALUE)));
  }

  /** The newest line that is beyond a limit, and beyond its {@code slack}th part more. */
  private long beyond(RoomLog log, long now, long slack) {
    DeliveryLimits.Retention limits = state.limits.retention();
    long lines = limits.lines() + limits.lines() / slack;
    long bytes = limits.bytes() + limits.bytes() / slack;
    long age = limits.age() + limits.age() / slack;
    long upTo = Math.max(log.head() - lines, log.saidUpTo(now - age));
    if (log.bytes(log.oldest(), log.head()) > bytes) {
      // The newest line is retained, however long it is.
      long beyond = log.beyondBytes(log.oldest(), log.head(), bytes);
      upTo = Math.max(upTo, Math.min(beyond, log.head() - 1));
    }
    return upTo;
  }

  void trim(Entry.Trim entry, ApplyContext context) {
    Room room = state.rooms.get(entry.room());
    if (room == null) {
      return;
    }
    long upTo = Math.min(entry.upTo(), room.log.head());
    for (DurableSubscription subscription : room.subscriptions()) {
      subscription.applyLimits(context);
      subscription.expire(upTo);
      subscription.sendNotices(context);
    }
    room.members.values().forEach(member -> member.subscription().trim(member, upTo));
    room.unheard.trim(upTo);
    room.heard.remove(1, upTo);
    room.urgent.remove(1, upTo);
    room.log.trim(upTo);
    room.groups.values().forEach(group -> group.dispatch(context));
  }

  /** Applies new limits; waits in progress are adjusted to them. */
  void limits(Entry.Limits entry, ApplyContext context) {
    DeliveryLimits limits = entry.limits();
    long longer = limits.retention().nameExpiry() - state.limits.retention().nameExpiry();
    state.limits = limits;
    for (KnownName name : state.names.values()) {
      long due = state.timers.timeOf(name.expiry);
      if (due != RetrySchedule.NEVER) {
        state.timers.set(name.expiry, due + longer);
      }
    }
    for (Session session : state.sessions.values()) {
      session.defaultWindow = limits.attempts().window();
    }
    for (Room room : state.rooms.values()) {
      room.unheard.setMaxLines(limits.rooms().unheard());
      state.timers.set(room.limits, RetrySchedule.NEVER);
      room.limits.watch(context.now());
      for (GroupSubscription group : room.groups.values()) {
        group.postponeExpiry(longer);
        group.dispatch(context);
      }
    }
    state.timers.runDue(context);
  }
}
