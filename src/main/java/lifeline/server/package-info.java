/**
 * One running server as its process sees it. {@code Server} composes a node from its storage and
 * its verticles and owns their order of start and end; it decides nothing else. {@code
 * RunningServer} is all that the command line knows of it, {@code ExitCode} and {@code
 * StartException} are how it reports that it cannot start or continue, and {@code OfflineBackup}
 * copies the data of a server that does not run. Start reading at {@link lifeline.server.Server}.
 */
package lifeline.server;
