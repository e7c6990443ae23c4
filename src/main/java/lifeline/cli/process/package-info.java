/**
 * The process that a server runs in. {@code ServerProcess} owns the life of the server: settings,
 * lock on the data folder, start, ready, end by a signal or by itself, drain, exit. {@code
 * Signals}, {@code Terminal} and {@code ReadyFile} are its connections to the outside; {@code
 * SettingsOptions} are the options for the configuration, which the other commands have, too. Start
 * reading at {@link lifeline.cli.process.ServerProcess}.
 */
package lifeline.cli.process;
