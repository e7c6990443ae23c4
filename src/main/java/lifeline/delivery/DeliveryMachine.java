package lifeline.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lifeline.codec.Sections;
import lifeline.delivery.entry.DeliveryLimits;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.lines.RetrySchedule;

/**
 * Decides which connection gets which line. Deterministic: the same entries at the same times have
 * the same effects on every node. It knows the lengths of lines, not their texts; state changes in
 * {@link #apply} only.
 *
 * <p>A client's request is answered by exactly one {@link Effect.Receipted}, {@link Effect.Refused}
 * or {@link Effect.Answered}, after its other effects. An entry of an unknown connection, or of one
 * that has ended, has no effect.
 */
public final class DeliveryMachine {
  private static final String SECTION = "machine";

  private final State state;
  private final Queries queries;
  private final RetentionHandler retention;
  private final Consumer<ApplyContext> freed;
  private final Map<Class<?>, Handler> handlers = new LinkedHashMap<>();
  private long lastTime;

  /** What is done with one kind of entry. */
  @FunctionalInterface
  private interface Handler {
    void apply(Entry entry, ApplyContext context);
  }

  /** Like {@link Handler}, for a certain kind. */
  @FunctionalInterface
  private interface HandlerOf<E extends Entry> {
    void apply(E entry, ApplyContext context);
  }

  /**
   * A machine that knows nothing yet.
   *
   * @param nodes names of the nodes, by their number; may grow, on all nodes before the same entry
   */
  public DeliveryMachine(DeliveryLimits limits, List<String> nodes) {
    this(nodes);
    state.limits = limits;
  }

  private DeliveryMachine(List<String> nodes) {
    state = new State(nodes);
    queries = new Queries(state);
    retention = new RetentionHandler(state);
    RoomMembership membership = new RoomMembership(state);
    RenameHandler rename = new RenameHandler(state, membership);
    SessionHandler session = new SessionHandler(state, membership, rename);
    JoinHandler join = new JoinHandler(state, membership);
    SayHandler say = new SayHandler(state);
    ConfirmHandler confirm = new ConfirmHandler(state);
    DeadLetterHandler dead = new DeadLetterHandler(state);
    freed = confirm::dispatchToFreed;
    on(Entry.NodeStarted.class, (entry, context) -> session.nodeStarted(entry, lastTime, context));
    on(Entry.Opened.class, session::opened);
    on(Entry.Name.class, session::name);
    on(Entry.Ended.class, session::ended);
    on(Entry.Kick.class, session::kick);
    on(Entry.Join.class, join::join);
    on(Entry.EnterLobby.class, join::enterLobby);
    on(Entry.Part.class, join::part);
    on(Entry.Say.class, say::say);
    on(Entry.Direct.class, say::direct);
    on(Entry.Confirm.class, confirm::confirm);
    on(Entry.Ack.class, confirm::ack);
    on(Entry.Nack.class, confirm::nack);
    on(Entry.Overdue.class, confirm::overdue);
    on(Entry.Window.class, confirm::window);
    on(Entry.Level.class, confirm::level);
    on(Entry.Health.class, confirm::health);
    on(Entry.DeadRetry.class, dead::retry);
    on(Entry.DeadDrop.class, dead::drop);
    on(Entry.Trim.class, retention::trim);
    on(Entry.Limits.class, retention::limits);
    on(Entry.Tick.class, (entry, context) -> {});
  }

  /**
   * Applies the next entry of the log.
   *
   * @param timeMillis the leader's time, in milliseconds since the epoch; a time before the last
   *     entry's counts as that one's
   * @param effects gets the effects, in their order
   */
  public void apply(Entry entry, long timeMillis, Consumer<Effect> effects) {
    long now = Math.max(lastTime, timeMillis);
    ApplyContext context = new ApplyContext(now, effects);
    Handler handler = handlers.get(entry.getClass());
    if (entry instanceof Entry.NodeStarted) {
      handler.apply(entry, context);
      state.timers.runDue(context);
    } else {
      state.timers.runDue(context);
      handler.apply(entry, context);
    }
    freed.accept(context);
    lastTime = now;
  }

  /**
   * When the machine needs an entry, at the latest a {@link Entry.Tick}: milliseconds since the
   * epoch; {@link RetrySchedule#NEVER} if nothing is due.
   */
  public long nextDeadline() {
    return state.timers.next();
  }

  /** The lines of the room that exceed its retention at {@code now}, to be proposed as an entry. */
  public Optional<Entry.Trim> trimDue(String room, long now) {
    Room known = state.rooms.get(room);
    return known == null ? Optional.empty() : retention.due(known, now);
  }

  /** The lines of all rooms that exceed their retention at {@code now}. */
  public List<Entry.Trim> trimsDue(long now) {
    return state.rooms.values().stream()
        .flatMap(room -> retention.due(room, now).stream())
        .toList();
  }

  /**
   * The whole state except the names of nodes, for {@link #load}. A section with the same bytes as
   * in the previous call has not changed.
   */
  public Sections save() {
    Sections sections = new Sections();
    sections.write(SECTION, out -> out.number(lastTime));
    state.save(sections);
    return sections;
  }

  /**
   * A machine with the saved state, including its limits; it continues as the one that was saved.
   *
   * @throws lifeline.codec.UnreadableException if a section is missing, damaged, or does not fit
   *     the others
   * @throws lifeline.codec.NewerFormatException if a newer server saved it
   */
  public static DeliveryMachine load(List<String> nodes, Sections saved) {
    DeliveryMachine machine = new DeliveryMachine(nodes);
    saved.read(SECTION, in -> machine.lastTime = in.number());
    machine.state.load(saved);
    return machine;
  }

  /** What can be asked without changing anything. */
  public Queries queries() {
    return queries;
  }

  private <E extends Entry> void on(Class<E> kind, HandlerOf<E> handler) {
    handlers.put(kind, (entry, context) -> handler.apply(kind.cast(entry), context));
  }
}
