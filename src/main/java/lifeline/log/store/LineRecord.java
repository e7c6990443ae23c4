package lifeline.log.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.codec.UnreadableException;
import lifeline.protocol.LineBlock;
import lifeline.protocol.SaidLines;

/**
 * Accepted lines as a key and a value. The key is the room, a zero byte, and the first seq, eight
 * bytes, the highest first: the lines of a room follow each other in their order. The value begins
 * with the version of its layout. When you change the layout, raise the version and continue to
 * read the former ones.
 */
final class LineRecord {
  private static final int VERSION = 1;

  private LineRecord() {}

  static byte[] key(String room, long seq) {
    byte[] name = room.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(name.length + 1 + Long.BYTES)
        .put(name)
        .put((byte) 0)
        .putLong(seq)
        .array();
  }

  /** The end of the room's keys: after all of them, and before every key of a later room. */
  static byte[] end(String room) {
    byte[] name = room.getBytes(StandardCharsets.UTF_8);
    byte[] end = Arrays.copyOf(name, name.length + 1);
    end[name.length] = 1;
    return end;
  }

  static String room(byte[] key) {
    return new String(key, 0, key.length - 1 - Long.BYTES, StandardCharsets.UTF_8);
  }

  static long seq(byte[] key) {
    return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
  }

  static byte[] value(SaidLines said) {
    ByteOut out = new ByteOut();
    out.octet(VERSION);
    out.number(said.time());
    out.number(said.connection());
    out.text(said.from());
    out.flag(said.urgent());
    said.lines().write(out);
    return out.toBytes();
  }

  /**
   * @throws UnreadableException if the value is damaged, or newer than this server
   */
  static SaidLines read(byte[] key, byte[] value) {
    ByteIn in = ByteIn.of("lines of " + room(key), value);
    int version = in.octet();
    if (version != VERSION) {
      throw in.unreadable("layout " + version + ", this server reads " + VERSION);
    }
    long time = in.number();
    long connection = in.number();
    String from = in.text();
    boolean urgent = in.flag();
    LineBlock lines = LineBlock.read(in);
    in.end();
    return new SaidLines(room(key), seq(key), time, connection, from, urgent, lines);
  }
}
