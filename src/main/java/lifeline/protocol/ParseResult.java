package lifeline.protocol;

/** What became of a command line. */
public sealed interface ParseResult {

  /** A well-formed command. */
  record Good(CommandSpec spec, Command command) implements ParseResult {}

  /** No command, or one with wrong arguments: the answer to it. */
  record Bad(Message.Problem problem) implements ParseResult {}
}
