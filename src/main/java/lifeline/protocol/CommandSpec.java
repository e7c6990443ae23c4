package lifeline.protocol;

/**
 * What is known of a command beside its arguments.
 *
 * @param name the word behind the slash, in lower case
 * @param usage the whole command with its arguments, for example {@code /part ROOM}
 * @param help what it does, in one line
 * @param operator whether only operators may give it
 * @param pipelined whether it is answered by nothing but errors (and receipts)
 */
public record CommandSpec(
    String name, String usage, String help, boolean operator, boolean pipelined) {}
