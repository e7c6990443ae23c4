/**
 * The load generator behind {@code bin/lifeline bench}. It talks plain TCP and knows the server
 * only through a {@link lifeline.loadgen.Peer}, so that the same load can be put on other servers
 * too. One thread owns all publishing connections ({@code PublishLoop}), one all subscribing ones
 * ({@code ReceiveLoop}); they share only {@code Progress}. Start reading at {@link
 * lifeline.loadgen.LoadRun}.
 */
package lifeline.loadgen;
