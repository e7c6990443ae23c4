/**
 * The load generator behind {@code bin/lifeline bench}. It talks plain TCP and knows the server
 * only through a {@link lifeline.cli.bench.Peer}, so that the same load can be put on other servers
 * too. One thread owns all publishing connections ({@code Publishers}), one all subscribing ones
 * ({@code Receivers}); they share only {@code Progress}. Start reading at {@link
 * lifeline.cli.bench.LoadRun}.
 */
package lifeline.cli.bench;
