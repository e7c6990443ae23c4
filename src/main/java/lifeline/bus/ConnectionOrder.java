package lifeline.bus;

import lifeline.connection.CloseCause;

/** What the registry wants a gateway to do with one of its connections. */
public sealed interface ConnectionOrder {
  long connection();

  /** Look what is known of it now; {@link Report.Seen} is the answer. */
  record Look(long connection) implements ConnectionOrder {}

  /** Ask it for a sign of life, in the way it is asked. */
  record Ask(long connection) implements ConnectionOrder {}

  /** End it: it has failed. */
  record End(long connection, CloseCause cause) implements ConnectionOrder {}
}
