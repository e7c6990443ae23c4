package lifeline.loadgen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/**
 * Finds the deliveries of one run in the output of a server. Every delivery has the same length and
 * its tag at the same position, so the tag and the last byte are enough to recognise one;
 * everything else counts as lines. Has no state between calls.
 */
final class DeliveryParser {
  /** Gets deliveries and lines, in the order of the input. */
  interface Sink {
    void delivered(int publisher, long seq, long time);

    /** A line that is not a delivery, without LF or CR LF. */
    void other(String line);
  }

  private final byte[] start;
  private final int before;
  private final int length;
  private final int tag;

  DeliveryParser(Peer.Framing framing, int size, int tag) {
    this.before = framing.before().length;
    this.length = framing.length(size);
    this.tag = tag;
    this.start =
        ByteBuffer.allocate(before + Integer.BYTES).put(framing.before()).putInt(tag).array();
  }

  /** Takes whole deliveries and lines; leaves the position at the first byte not taken. */
  void parse(ByteBuffer in, Sink sink) {
    int at = in.position();
    int end = in.limit();
    while (at < end) {
      int next = isDelivery(in, at, end) ? delivery(in, at, sink) : line(in, at, end, sink);
      if (next == at) {
        break;
      }
      at = next;
    }
    in.position(at);
  }

  private boolean isDelivery(ByteBuffer in, int at, int end) {
    return end - at >= length && in.getInt(at + before) == tag && in.get(at + length - 1) == '\n';
  }

  private int delivery(ByteBuffer in, int at, Sink sink) {
    int payload = at + before;
    sink.delivered(
        Payload.publisher(in, payload), Payload.seq(in, payload), Payload.time(in, payload));
    return at + length;
  }

  private int line(ByteBuffer in, int at, int end, Sink sink) {
    if (end - at < length && mayBeDelivery(in, at, end)) {
      return at;
    }
    int lf = at;
    while (lf < end && in.get(lf) != '\n') {
      lf++;
    }
    if (lf == end) {
      return at;
    }
    byte[] line = new byte[lf - at];
    in.get(at, line);
    String text = new String(line, ISO_8859_1);
    sink.other(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    return lf + 1;
  }

  private boolean mayBeDelivery(ByteBuffer in, int at, int end) {
    int compared = Math.min(start.length, end - at);
    for (int i = 0; i < compared; i++) {
      if (in.get(at + i) != start[i]) {
        return false;
      }
    }
    return true;
  }
}
