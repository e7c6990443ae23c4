package lifeline.gateway.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import lifeline.protocol.Encoding;
import lifeline.protocol.Message;
import lifeline.protocol.SaidLines;
import lifeline.protocol.bytes.ByteBuilder;
import lifeline.protocol.out.Encoder;
import lifeline.protocol.out.LineEnds;

/** The encoders of one event loop, and the scratch buffer they share. */
public final class Encoders {
  /** A larger scratch buffer, bytes, is dropped after use. */
  private static final int MAX_SCRATCH = 1024 * 1024;

  private final ByteBufAllocator allocator;
  private final Encoder[] encoders = new Encoder[Encoding.COUNT];
  private ByteBuilder scratch = new ByteBuilder();

  public Encoders(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** Lines as delivered for the first time; {@code ends} gets the end of each. Caller releases. */
  ByteBuf encode(List<SaidLines> said, Encoding encoding, LineEnds ends) {
    Encoder encoder = encoder(encoding);
    for (SaidLines lines : said) {
      encoder.lines(lines, scratch, ends);
    }
    return takeScratch();
  }

  /** One line as delivered for the {@code attempt}-th time. The caller releases. */
  public ByteBuf encode(SaidLines said, long seq, int attempt, Encoding encoding) {
    encoder(encoding).line(said, (int) (seq - said.firstSeq()), attempt, scratch);
    return takeScratch();
  }

  /** A message; empty in a format without notices. The caller releases. */
  public ByteBuf encode(Message message, Encoding encoding) {
    encoder(encoding).message(message, scratch);
    return takeScratch();
  }

  private Encoder encoder(Encoding encoding) {
    Encoder encoder = encoders[encoding.index()];
    if (encoder == null) {
      encoder = new Encoder(encoding);
      encoders[encoding.index()] = encoder;
    }
    return encoder;
  }

  private ByteBuf takeScratch() {
    int size = scratch.size();
    ByteBuf bytes = allocator.directBuffer(Math.max(1, size), Math.max(1, size));
    bytes.writeBytes(scratch.array(), 0, size);
    if (size > MAX_SCRATCH) {
      scratch = new ByteBuilder();
    } else {
      scratch.clear();
    }
    return bytes;
  }
}
