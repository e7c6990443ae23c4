package lifeline.protocol.out;

import java.nio.charset.StandardCharsets;
import lifeline.protocol.OutputFormat;
import lifeline.protocol.SaidLines;
import lifeline.protocol.bytes.ByteBuilder;
import lifeline.protocol.bytes.Timestamp;

/**
 * The bytes before the text of each of several lines accepted together. Only the seq differs
 * between the lines, so the rest is encoded once, in parts with the seq between them.
 */
final class LinePrefix {
  private static final int MAX_PARTS = 3;

  private final OutputFormat format;
  private final TextWriter text;
  private final Timestamp timestamp = new Timestamp();
  private final ByteBuilder bytes = new ByteBuilder();
  private final int[] ends = new int[MAX_PARTS];
  private int parts;

  LinePrefix(OutputFormat format, TextWriter text) {
    this.format = format;
    this.text = text;
  }

  /** Prepares the prefix of these lines, as delivery number {@code attempt}. */
  void set(SaidLines said, int attempt) {
    bytes.clear();
    parts = 0;
    switch (format) {
      case CHAT -> chat(said, attempt);
      case TSV -> tsv(said, attempt);
      case JSON -> json(said, attempt);
      case RAW -> {}
    }
    endPart();
  }

  /** Writes the prefix of line {@code seq}. */
  void write(long seq, ByteBuilder out) {
    out.write(bytes.array(), 0, ends[0]);
    for (int i = 1; i < parts; i++) {
      out.number(seq);
      out.write(bytes.array(), ends[i - 1], ends[i]);
    }
  }

  private void chat(SaidLines said, int attempt) {
    bytes.write('[');
    field(said.room());
    bytes.ascii(attempt > 1 ? " again] " : "] ");
    field(said.from());
    bytes.ascii(": ");
  }

  private void tsv(SaidLines said, int attempt) {
    field(said.room());
    bytes.write('#');
    endPart();
    bytes.write('\t');
    timestamp.write(said.time(), bytes);
    bytes.write('\t');
    field(said.room());
    bytes.write('\t');
    field(said.from());
    bytes.write('\t');
    bytes.number(attempt);
    bytes.write('\t');
  }

  private void json(SaidLines said, int attempt) {
    bytes.ascii("{\"id\":\"");
    field(said.room());
    bytes.write('#');
    endPart();
    bytes.ascii("\",\"seq\":");
    endPart();
    bytes.ascii(",\"time\":\"");
    timestamp.write(said.time(), bytes);
    bytes.ascii("\",\"room\":\"");
    field(said.room());
    bytes.ascii("\",\"from\":\"");
    field(said.from());
    bytes.ascii("\",\"attempt\":");
    bytes.number(attempt);
    bytes.ascii(",\"text\":\"");
  }

  private void field(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    text.write(utf8, 0, utf8.length, bytes);
  }

  private void endPart() {
    ends[parts++] = bytes.size();
  }
}
