package lifeline.delivery.entry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import lifeline.codec.ByteIn;
import lifeline.codec.ByteOut;
import lifeline.codec.Frame;

/**
 * Entries as bytes: a {@link Frame}, the number of entries, and for each the tag of its kind and
 * its fields, as the entry writes them.
 *
 * <p>A tag is never reused for another kind, not even after its kind is gone. Before you change
 * anything here, read {@link lifeline.codec.CodecVersion}.
 */
public final class EntryCodec {
  private static final Map<Class<?>, Integer> TAGS = new HashMap<>();
  private static final Map<Integer, Function<ByteIn, ? extends Entry>> READERS = new HashMap<>();

  static {
    kind(1, Entry.NodeStarted.class, Entry.NodeStarted::read);
    kind(2, Entry.Opened.class, Entry.Opened::read);
    kind(3, Entry.Name.class, Entry.Name::read);
    kind(4, Entry.Join.class, Entry.Join::read);
    kind(5, Entry.EnterLobby.class, Entry.EnterLobby::read);
    kind(6, Entry.Part.class, Entry.Part::read);
    kind(7, Entry.Say.class, Entry.Say::read);
    kind(8, Entry.Direct.class, Entry.Direct::read);
    kind(9, Entry.Confirm.class, Entry.Confirm::read);
    kind(10, Entry.Ack.class, Entry.Ack::read);
    kind(11, Entry.Nack.class, Entry.Nack::read);
    kind(12, Entry.Overdue.class, Entry.Overdue::read);
    kind(13, Entry.Window.class, Entry.Window::read);
    kind(14, Entry.Level.class, Entry.Level::read);
    kind(15, Entry.Health.class, Entry.Health::read);
    kind(16, Entry.Ended.class, Entry.Ended::read);
    kind(17, Entry.DeadRetry.class, Entry.DeadRetry::read);
    kind(18, Entry.DeadDrop.class, Entry.DeadDrop::read);
    kind(19, Entry.Kick.class, Entry.Kick::read);
    kind(20, Entry.Trim.class, Entry.Trim::read);
    kind(21, Entry.Tick.class, Entry.Tick::read);
    kind(22, Entry.Limits.class, Entry.Limits::read);
  }

  private EntryCodec() {}

  private static <E extends Entry> void kind(int tag, Class<E> kind, Function<ByteIn, E> reader) {
    if (READERS.put(tag, reader) != null || TAGS.put(kind, tag) != null) {
      throw new IllegalStateException(tag + " or " + kind + " is used twice");
    }
  }

  /** Adds the batch, which may be empty, to {@code out}. */
  public static void write(List<Entry> batch, ByteOut out) {
    int start = Frame.ENTRIES.begin(out);
    out.list(batch, EntryCodec::write);
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
    List<Entry> batch = in.list(EntryCodec::read);
    in.end();
    return batch;
  }

  /** The batch, which may be empty, as bytes. */
  public static byte[] toBytes(List<Entry> batch) {
    ByteOut out = new ByteOut();
    write(batch, out);
    return out.toBytes();
  }

  /** The batch that all of {@code bytes} are; throws as {@link #read(byte[], int, int)} does. */
  public static List<Entry> of(byte[] bytes) {
    return read(bytes, 0, bytes.length);
  }

  private static void write(Entry entry, ByteOut out) {
    Integer tag = TAGS.get(entry.getClass());
    if (tag == null) {
      throw new IllegalArgumentException("no tag for " + entry.getClass());
    }
    out.octet(tag);
    entry.write(out);
  }

  private static Entry read(ByteIn in) {
    int tag = in.octet();
    Function<ByteIn, ? extends Entry> reader = READERS.get(tag);
    if (reader == null) {
      throw in.unreadable("no kind of entry has tag " + tag);
    }
    return reader.apply(in);
  }
}
