/**
 * The command line, the top floor: no other package but {@code lifeline} itself imports it. {@link
 * lifeline.cli.Cli} is the table of commands and turns every failure into an exit code and one line
 * on stderr. The commands are in {@code command}, the process of a server in {@code process}, and
 * the way to a server that already runs in {@code control}. Of the server they know {@link
 * lifeline.server.RunningServer} only; the starter comes from {@code Main}. bin/lifeline is
 * responsible for Java, the build, the class archive and the background; everything else is here.
 * Start reading at {@link lifeline.cli.Cli}.
 */
package lifeline.cli;
