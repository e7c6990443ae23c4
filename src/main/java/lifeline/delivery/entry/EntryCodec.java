package lifeline.delivery.entry;

import java.util.ArrayList;
import java.util.List;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.codec.Frame;

/**
 * Entries as bytes: a {@link Frame}, the number of entries, and for each the tag of its kind and
 * its fields, as {@link EntryKinds} lists them. What to do when an entry is changed is said at
 * {@link lifeline.codec.CodecVersion}.
 */
public final class EntryCodec {
  private static final EntryKinds KINDS = new EntryKinds();

  private EntryCodec() {}

  /** Adds the batch, which may be empty, to {@code out}. */
  public static void write(List<Entry> batch, ByteOut out) {
    int start = Frame.ENTRIES.begin(out);
    out.number(batch.size());
    for (Entry entry : batch) {
      KINDS.write(entry, out);
    }
    Frame.ENTRIES.end(out, start);
  }

  /**
   * The batch that {@code bytes[from, to)} are.
   *
   * @throws lifeline.codec.UnreadableException if they are damaged, cut or something else
   * @throws lifeline.codec.NewerFormatException if a newer server wrote them
   */
  public static List<Entry> read(byte[] bytes, int from, int to) {
    ByteIn in = Frame.ENTRIES.open(bytes, from, to);
    int count = in.count();
    List<Entry> batch = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      batch.add(KINDS.read(in));
    }
    in.end();
    return batch;
  }

  /** The batch, which may be empty, as bytes. */
  public static byte[] toBytes(List<Entry> batch) {
    ByteOut out = new ByteOut();
    write(batch, out);
    return out.toBytes();
  }

  /** The batch that all of {@code bytes} are; throws as {@link #read} does. */
  public static List<Entry> of(byte[] bytes) {
    return read(bytes, 0, bytes.length);
  }
}
