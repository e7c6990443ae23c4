package lifeline.gateway.client;

import java.util.ArrayDeque;
import java.util.Deque;
import lifeline.gateway.Gateway;
import lifeline.gateway.wire.Wire;
import lifeline.protocol.in.Decoder;
import lifeline.protocol.in.DecoderListener;

/**
 * The input of one connection, on its way from bytes to lines and commands. Lines are pipelined; a
 * command waits until everything before it is answered, and what comes behind it waits for its
 * answer. So every answer comes in the order of the input. While something waits, the peer's bytes
 * are left with the peer.
 */
public final class InputBuffer implements InputRate.Owner {
  /** Bytes of lines submitted and not yet answered, above which input is held back. */
  private static final int MOST_UNANSWERED = 512 * 1024;

  /** Bytes of replies not yet written, above which input is held back. */
  private static final int MOST_REPLIES = 64 * 1024;

  private static final byte[] NOTHING = {};

  private final Decoder decoder;
  private final InputRate throttle;
  private final Outbound outbound;
  private final Wire wire;
  private final InFlightBudget budget;
  private final Owner owner;

  /** Input not looked at yet: {@code held[heldFrom, heldTo)}. */
  private byte[] held = NOTHING;

  private int heldFrom;
  private int heldTo;

  /** What waits until all before it is answered; null if nothing does. */
  private Runnable parked;

  /** Done in place of it when that may last; null if it has to wait all the same. */
  private Runnable instead;

  private final Deque<Runnable> deferred = new ArrayDeque<>(1);
  private Runnable idleStep;
  private boolean awaitingAnswer;
  private boolean asking;

  /** Pipelined commands that are not answered. */
  private int requests;

  /** Lines submitted together that are not answered, in bytes, oldest first. */
  private final Deque<Integer> unanswered = new ArrayDeque<>(1);

  private int unansweredBytes;
  private boolean ended;
  private boolean finished;
  private boolean truncated;
  private boolean endTold;
  private boolean closed;
  private boolean working;

  /** Whose input it is. */
  interface Owner extends DecoderListener {
    /** No more lines come for now. */
    void submitLines();

    /** The peer has ended its input, and all of it is answered; called once. */
    void onInputDone();

    /** Whether what comes may be looked at although a command waits for its answer. */
    boolean overtakes();

    /** Whether the end of the input counts although a command waits for its answer. */
    boolean endsUnanswered();

    /** The peer has sent more than its limits allow for too long. */
    void onTooFast();
  }

  /**
   * @param owner gets the lines; returns {@link #open} as its decision whether to go on
   */
  InputBuffer(Decoder decoder, Owner owner, Outbound outbound, Wire wire, Gateway gateway) {
    this.decoder = decoder;
    this.throttle = new InputRate(gateway, owner, this);
    this.outbound = outbound;
    this.wire = wire;
    this.budget = gateway.budget();
    this.owner = owner;
  }

  /** Whether the next line may be looked at now. */
  boolean open() {
    return ready() && throttle.open();
  }

  /** Whether nothing of ours stands against looking at the next line. */
  private boolean ready() {
    return !closed
        && !asking
        && (!awaitingAnswer || owner.overtakes())
        && parked == null
        && (deferred.isEmpty() || stuck())
        && unansweredBytes < MOST_UNANSWERED
        && outbound.repliesWaiting() < MOST_REPLIES
        && budget.hasRoom(this);
  }

  void received(byte[] buffer, int from, int to) {
    if (closed) {
      return;
    }
    int taken = from;
    if (!holding() && open()) {
      working = true;
      taken = decode(buffer, from, to);
      working = false;
    }
    if (taken < to) {
      hold(buffer, taken, to);
    }
    proceed();
  }

  void ended() {
    ended = true;
    proceed();
  }

  /** Nothing more is looked at. */
  void close() {
    closed = true;
    budget.give(unansweredBytes);
    unansweredBytes = 0;
    unanswered.clear();
    parked = null;
    instead = null;
    deferred.clear();
    idleStep = null;
    held = NOTHING;
    heldFrom = 0;
    heldTo = 0;
  }

  /** Whether the peer has ended its input. */
  boolean hasEnded() {
    return ended;
  }

  /** Whether input is left with the peer, or here, until something else is done. */
  boolean heldBack() {
    return !ended && (holding() || !open());
  }

  /** Whether the input ended inside a frame. */
  boolean truncated() {
    return truncated;
  }

  /** From the next line on the input is data. */
  void verbatim() {
    decoder.verbatim();
  }

  /** Sets the longest line allowed, bytes. */
  public void maxLine(int bytes) {
    decoder.maxLine(bytes);
  }

  /** Whether a command waits for an answer that does not come for now, and is overtaken. */
  boolean stuck() {
    // Lines are refused before long, and not overtaken until then.
    return (awaitingAnswer || (requests > 0 && unanswered.isEmpty())) && owner.overtakes();
  }

  private boolean idle() {
    return unanswered.isEmpty() && requests == 0 && !awaitingAnswer && !asking;
  }

  /** Does the step when all before it is answered: at once, or later and nothing before it. */
  void inOrder(Runnable step) {
    inOrder(step, null);
  }

  /** As {@link #inOrder(Runnable)}, but does something else if it becomes {@link #stuck}. */
  void inOrder(Runnable step, Runnable whenStuck) {
    owner.submitLines();
    if (idle()) {
      step.run();
    } else {
      parked = step;
      instead = whenStuck;
    }
  }

  /** Does the step when all before it is answered, and looks at what comes meanwhile. */
  void defer(Runnable step) {
    deferred.add(step);
  }

  /** How many steps are deferred. */
  int deferred() {
    return deferred.size();
  }

  /** The step that waits for what is before it is not done at all. */
  void dropStep() {
    parked = null;
    instead = null;
    proceed();
  }

  /** Does the step as soon as nothing waits for an answer; it may itself await one. */
  void whenIdle(Runnable step) {
    idleStep = step;
    proceed();
  }

  /** A command was handed on; nothing more is looked at until {@link #answered}. */
  void awaitAnswer() {
    awaitingAnswer = true;
  }

  /** Something was asked; nothing more is looked at until {@link #replied}. */
  void awaitReply() {
    asking = true;
  }

  /** Whether something was asked that is not replied to. */
  boolean asking() {
    return asking;
  }

  /** What was asked is replied to. */
  void replied() {
    asking = false;
    proceed();
  }

  /** The oldest command is answered: a pipelined one, else the one that is awaited. */
  void answered() {
    if (requests > 0) {
      requests--;
    } else {
      awaitingAnswer = false;
    }
    proceed();
  }

  /** A pipelined command was submitted that will be {@link #answered}. */
  void requested() {
    requests++;
  }

  /** The oldest lines are answered. */
  void linesAnswered() {
    if (!closed) {
      int bytes = unanswered.remove();
      unansweredBytes -= bytes;
      budget.give(bytes);
      proceed();
    }
  }

  /** Lines were submitted together that will be answered by {@link #linesAnswered}. */
  void submitted(int bytes) {
    unanswered.add(bytes);
    unansweredBytes += bytes;
    budget.take(bytes);
  }

  /** Goes on with whatever can go on; called when anything has changed. */
  @Override
  public void proceed() {
    if (working || closed) {
      return;
    }
    working = true;
    while (step()) {
      // each step may have made the next one possible
    }
    working = false;
    if (!closed) {
      throttle.paused();
      // What comes while the throttle rests tells whether the peer is still too fast.
      wire.reading(ready() && !holding());
    }
  }

  private boolean step() {
    if (!deferred.isEmpty() && idle()) {
      deferred.remove().run();
      return true;
    }
    if (parked != null && idle()) {
      Runnable step = parked;
      parked = null;
      instead = null;
      step.run();
      return true;
    }
    if (instead != null && stuck()) {
      Runnable step = instead;
      parked = null;
      instead = null;
      step.run();
      return true;
    }
    if (idleStep != null && idle()) {
      Runnable step = idleStep;
      idleStep = null;
      step.run();
      return true;
    }
    if (!open()) {
      return false;
    }
    if (holding()) {
      heldFrom = decode(held, heldFrom, heldTo);
      if (!holding()) {
        held = NOTHING;
        heldFrom = 0;
        heldTo = 0;
      }
      return true;
    }
    if (ended && !finished) {
      finished = true;
      truncated = !decoder.finish(throttle);
      owner.submitLines();
      return true;
    }
    if (finished
        && !endTold
        && unanswered.isEmpty()
        && requests == 0
        && deferred.isEmpty()
        && (!awaitingAnswer || owner.endsUnanswered())) {
      endTold = true;
      owner.onInputDone();
    }
    return false;
  }

  private int decode(byte[] buffer, int from, int to) {
    throttle.begin();
    int taken = decoder.decode(buffer, from, to, throttle);
    throttle.looked(taken - from);
    owner.submitLines();
    return taken;
  }

  @Override
  public boolean holding() {
    return heldFrom < heldTo;
  }

  @Override
  public boolean closed() {
    return closed;
  }

  @Override
  public void tooFast() {
    owner.onTooFast();
  }

  private void hold(byte[] buffer, int from, int to) {
    int kept = heldTo - heldFrom;
    byte[] both = new byte[kept + to - from];
    System.arraycopy(held, heldFrom, both, 0, kept);
    System.arraycopy(buffer, from, both, kept, to - from);
    held = both;
    heldFrom = 0;
    heldTo = both.length;
  }
}
