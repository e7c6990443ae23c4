package lifeline.bus;

import lifeline.connection.CloseCause;

/** What the registry wants a gateway to do with one of its connections. */
public sealed interface ConnectionOrder {
  long connection();

  /** Look what is known of it now; {@link Report.Polled} is the answer. */
  record Poll(long connection) implements ConnectionOrder {}

  /** Ask it for a sign of life, in the way it is asked. */
  record Probe(long connection) implements ConnectionOrder {}

  /** End it: it has failed. */
  record Close(long connection, CloseCause cause) implements ConnectionOrder {}
}
