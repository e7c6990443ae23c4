package lifeline.protocol;

/** What became of a command line. */
public sealed interface Parsed {

  /** A well-formed command. */
  record Good(CommandSpec spec, Command command) implements Parsed {}

  /** No command, or one with wrong arguments: the answer to it. */
  record Bad(Message.Problem problem) implements Parsed {}
}
