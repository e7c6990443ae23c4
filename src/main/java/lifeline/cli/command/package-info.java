/**
 * The commands, one class each: options, help and the few steps of the command. They own no state.
 * All of them read the configuration by {@code SettingsOptions}, so that they mean the same data
 * folder. Start reading at {@link lifeline.cli.command.RunCommand} for the server itself, or at
 * {@link lifeline.cli.command.StatusCommand} for a command that asks about one.
 */
package lifeline.cli.command;
