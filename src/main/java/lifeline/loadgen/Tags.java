package lifeline.loadgen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/** What the lines of one run begin with, so that no other line is taken for one. */
record Tags(int line, int probe) {
  static Tags of(int run) {
    return new Tags(Payload.tag(run), Payload.probeTag(run));
  }

  String lineText() {
    return text(line);
  }

  String probeText() {
    return text(probe);
  }

  private static String text(int tag) {
    return new String(ByteBuffer.allocate(Integer.BYTES).putInt(tag).array(), ISO_8859_1);
  }
}
