package lifeline.gateway.feed;

/** Where the lines of a part of a {@link Chunk} end, in bytes from the start of the part. */
@FunctionalInterface
public interface EndOffsets {
  /** End of the line {@code seq}, exclusive. */
  int end(long seq);
}
