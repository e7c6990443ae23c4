package lifeline.protocol.in;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a decoder tells; bytes as ISO 8859-1, so that every byte is seen. */
public final class EventRecorder implements DecoderListener {
  private final List<String> events = new ArrayList<>();
  private final boolean stopping;

  /** {@code stopping}: whether the decoder is asked to stop behind each event. */
  EventRecorder(boolean stopping) {
    this.stopping = stopping;
  }

  /** Feeds {@code pieces} to the decoder, then ends the input; returns all that was told. */
  static List<String> decode(Decoder decoder, boolean stopping, byte[]... pieces) {
    EventRecorder recorder = new EventRecorder(stopping);
    for (byte[] piece : pieces) {
      byte[] shifted = new byte[piece.length + 5];
      System.arraycopy(piece, 0, shifted, 2, piece.length);
      int to = 2 + piece.length;
      for (int at = 2; at < to; ) {
        at = decoder.decode(shifted, at, to, recorder);
      }
    }
    recorder.events.add(decoder.finish(recorder) ? "end" : "truncated");
    return recorder.events;
  }

  /** What was told so far. */
  List<String> events() {
    return List.copyOf(events);
  }

  public static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public boolean line(byte[] buffer, int from, int to) {
    events.add("line " + new String(buffer, from, to - from, StandardCharsets.ISO_8859_1));
    return !stopping;
  }

  @Override
  public boolean tooLong(long length) {
    events.add("too long " + length);
    return !stopping;
  }

  @Override
  public void negotiate(byte[] reply) {
    events.add("reply " + new String(reply, StandardCharsets.ISO_8859_1));
  }

  @Override
  public void timingMark() {
    events.add("mark");
  }
}
