package lifeline.bus;

import lifeline.connection.CloseCause;

/** An order of the registry to a gateway, about one of its connections. */
public sealed interface ConnectionOrder {
  long connection();

  /** Poll its signs of life and report them as {@link Report.Polled}. */
  record Poll(long connection) implements ConnectionOrder {}

  /** Send it a probe of its kind. */
  record Probe(long connection) implements ConnectionOrder {}

  /** Close it: it has failed. */
  record Close(long connection, CloseCause cause) implements ConnectionOrder {}
}
