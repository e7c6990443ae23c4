/**
 * The order of entries ({@link lifeline.log.Log}) and the texts of lines ({@link
 * lifeline.log.LineStore}): the ports, and what is behind them. Only the dispatcher calls them.
 *
 * <p>Start reading at {@link lifeline.log.data.LocalData}, the data folder. {@code LocalLog} is a
 * thread that writes batches into a {@code Journal}, which is a row of {@code Segment}s; {@code
 * AppendQueue} and {@code UnwrittenBatches} are what waits for it. {@code RocksLineStore} is
 * another thread, over {@code RocksDatabase}. Whoever changes what is in a file finds the procedure
 * beside its layout: {@code Segment}, {@code LineRecord}, {@code NodeFile}, and {@link
 * lifeline.codec.CodecVersion} for entries and snapshots.
 */
package lifeline.log;
