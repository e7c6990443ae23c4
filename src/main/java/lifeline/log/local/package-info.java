/**
 * The log of a node without a cluster, in files. Start reading at {@link
 * lifeline.log.local.LocalLog}: its thread takes entries from a queue and writes them as batches
 * into a {@link lifeline.log.local.Journal}, a folder of {@code Segment}s, whose layout is
 * described there. {@code UnwrittenBatches} holds what has taken effect while the disk refused
 * writes. {@link lifeline.log.local.Disk} is where tests inject faults.
 */
package lifeline.log.local;
