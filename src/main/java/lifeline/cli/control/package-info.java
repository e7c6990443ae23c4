/**
 * How commands find the server on a data folder and send it requests. {@code DataFolderLock} says
 * which process has the folder, never a process's name. {@code ControlChannel} owns the folder of
 * requests and has both sides of it; {@code ControlHandler} carries requests out in the server, and
 * {@code ClusterReport} writes the answer about a cluster, in the server, as only that knows the
 * cluster. Below them are {@code VertxSupport} and {@code FailureMessages}, which all commands use.
 * Start reading at {@link lifeline.cli.control.ControlChannel}.
 */
package lifeline.cli.control;
