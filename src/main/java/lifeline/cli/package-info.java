/**
 * The commands of {@code bin/lifeline}. Start reading at {@link lifeline.cli.Cli}, the table of
 * commands; {@code RunCommand} is the life of the server's process: settings, data folder, server,
 * ready, signal, drain, exit code. What it needs of the server itself is {@link
 * lifeline.server.RunningServer}, so that nothing here knows the server's insides.
 *
 * <p>{@code bin/lifeline} looks after Java, the build and the class archive; everything else is
 * here. Who runs on a data folder is told by the folder's lock ({@code DataFolderLock}), never by a
 * process's name.
 */
package lifeline.cli;
