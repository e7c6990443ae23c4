package lifeline.delivery.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** A connection that hears a room: which lines reach it, and what it answered. */
final class RoomListener {
  private enum Copy {
    SENT,
    RETURNED
  }

  /** The account of its name or group; null for a guest and for one that is not subscribed. */
  Ledger ledger;

  /** Put into the lobby without having asked: no subscription, whatever its name. */
  boolean unasked;

  /** In order it hears the lines beyond this one. */
  long begin;

  /** Lines that it may confirm although their acknowledgement was overdue. */
  final LineNumbers overdue = new LineNumbers();

  /** What it is known to have confirmed; with a ledger, of what may reach it ahead of its order. */
  final LineNumbers confirmed = new LineNumbers();

  /** Lines sent to it apart from the order, or returned by it. */
  private final Map<Long, Copy> copies = new HashMap<>();

  /** Whether the line has been or will be sent to it, and was not returned since. */
  boolean gets(long number) {
    Copy copy = copies.get(number);
    return copy == null ? number > begin : copy == Copy.SENT;
  }

  void send(long number) {
    copies.put(number, Copy.SENT);
  }

  void takeBack(long number) {
    copies.put(number, Copy.RETURNED);
  }

  /** It does not want these lines now, as far as it got them. */
  void takeBack(Collection<Long> numbers) {
    numbers.stream().filter(this::gets).toList().forEach(this::takeBack);
  }

  boolean hasReturned(long number) {
    return copies.get(number) == Copy.RETURNED;
  }

  /** Lines sent apart from the order are accounted for. */
  void forgetSent(Collection<Long> numbers) {
    numbers.forEach(number -> copies.remove(number, Copy.SENT));
  }

  void forget(long number) {
    copies.remove(number);
  }

  LineNumbers sent() {
    return those(Copy.SENT);
  }

  LineNumbers returned() {
    return those(Copy.RETURNED);
  }

  /** Returned lines that it cannot confirm any more. */
  LineNumbers settled() {
    return returned().without(overdue);
  }

  private LineNumbers those(Copy wanted) {
    LineNumbers numbers = new LineNumbers();
    copies.forEach(
        (number, copy) -> {
          if (copy == wanted) {
            numbers.add(number);
          }
        });
    return numbers;
  }
}
