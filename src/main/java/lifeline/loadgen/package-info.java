/**
 * The load generator of {@code bin/lifeline bench}. It talks plain TCP and knows the server only by
 * a {@link lifeline.loadgen.Peer}, so that the benches of the tests can put the same load on other
 * servers; of Lifeline's own classes it uses nothing but the notation of durations ({@link
 * lifeline.config.reading.Units}). One thread owns all publishing connections ({@code
 * PublishLoop}), another one all subscribing connections ({@code ReceiveLoop}); they share only
 * {@code Progress} and the ends of the interval in {@code Latencies}. {@code BenchCommand} is the
 * command line. Start reading at {@link lifeline.loadgen.LoadRun}.
 */
package lifeline.loadgen;
