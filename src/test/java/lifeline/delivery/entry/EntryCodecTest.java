package lifeline.delivery.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import lifeline.codec.CodecVersion;
import lifeline.codec.NewerFormatException;
import lifeline.codec.UnreadableException;
import lifeline.protocol.LineBlock;
import org.junit.jupiter.api.Test;

/** Entries to bytes and back. */
class EntryCodecTest {
  private static final int CHECKSUM = 4;

  @Test
  void shouldReadEveryKindAsItWasWritten() {
    for (long seed = 0; seed < 300; seed++) {
      List<Entry> entries = new RandomEntries(seed).ofEachKind();
      assertEquals(Entry.class.getPermittedSubclasses().length, entries.size());
      assertEquals(entries, EntryCodec.of(EntryCodec.toBytes(entries)), "seed " + seed);
    }
  }

  @Test
  void shouldReadABatchOfNothing() {
    assertEquals(List.of(), EntryCodec.of(EntryCodec.toBytes(List.of())));
  }

  @Test
  void shouldTakeFewBytesForLinesOfOneConnection() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      entries.add(new Entry.Say(1L << 60, "ops", false, null, LineBlock.of("ten bytes!")));
    }
    int most = 100 * (10 + 7) + 50;
    assertTrue(EntryCodec.toBytes(entries).length < most);
  }

  @Test
  void shouldTellACutAtEveryByte() {
    byte[] bytes = EntryCodec.toBytes(new RandomEntries(1).ofEachKind());
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(UnreadableException.class, () -> EntryCodec.of(cut), "cut at " + length);
    }
  }

  @Test
  void shouldTellDamageAtEveryByte() {
    byte[] bytes = EntryCodec.toBytes(new RandomEntries(2).ofEachKind());
    for (int i = 0; i < bytes.length; i++) {
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        byte[] damaged = bytes.clone();
        damaged[i] ^= (byte) (1 << bit);
        assertThrows(UnreadableException.class, () -> EntryCodec.of(damaged), "byte " + i);
      }
    }
  }

  @Test
  void shouldNeitherHangNorTakeMemoryForBytesThatNoServerWrote() {
    Random random = new Random(3);
    int read = 0;
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = EntryCodec.toBytes(new RandomEntries(round % 50).ofEachKind());
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[3 + random.nextInt(bytes.length - 3 - CHECKSUM)] = (byte) random.nextInt(256);
      }
      try {
        EntryCodec.of(sealed(bytes));
        read++;
      } catch (UnreadableException e) {
        assertTrue(e.getMessage().startsWith("entries, byte "), e.getMessage());
      }
    }
    assertTrue(read > 0, "damage within a text can be read");
  }

  @Test
  void shouldRefuseWhatANewerServerWrote() {
    byte[] layout = EntryCodec.toBytes(List.of(new Entry.Tick()));
    layout[1] = CodecVersion.VERSION + 1;
    Exception newer = assertThrows(NewerFormatException.class, () -> EntryCodec.of(sealed(layout)));
    assertEquals(
        "entries: written with format version 2, this server reads up to format version 1",
        newer.getMessage());
    byte[] level = EntryCodec.toBytes(List.of(new Entry.Tick()));
    level[2] = CodecVersion.LEVEL + 6;
    newer = assertThrows(NewerFormatException.class, () -> EntryCodec.of(sealed(level)));
    assertEquals(
        String.format(
            "entries: written with feature level %d, this server reads up to feature level %d",
            CodecVersion.LEVEL + 6, CodecVersion.LEVEL),
        newer.getMessage());
  }

  @Test
  void shouldRefuseAKindItDoesNotKnow() {
    byte[] bytes = EntryCodec.toBytes(List.of(new Entry.Tick()));
    bytes[bytes.length - CHECKSUM - 1] = (byte) 200;
    Exception unknown = assertThrows(UnreadableException.class, () -> EntryCodec.of(sealed(bytes)));
    assertEquals("entries, byte 5: no kind of entry has tag 200", unknown.getMessage());
  }

  @Test
  void shouldRefuseWhatIsNoEntries() {
    byte[] bytes = EntryCodec.toBytes(List.of(new Entry.Tick()));
    bytes[0] = 'S';
    assertThrows(UnreadableException.class, () -> EntryCodec.of(sealed(bytes)));
    assertThrows(UnreadableException.class, () -> EntryCodec.of(new byte[0]));
    assertThrows(UnreadableException.class, () -> EntryCodec.of(new byte[100]));
  }

  /** The bytes with the checksum that belongs to them. */
  private static byte[] sealed(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, bytes.length - CHECKSUM);
    for (int i = 0; i < CHECKSUM; i++) {
      bytes[bytes.length - 1 - i] = (byte) (sum.getValue() >>> (Byte.SIZE * i));
    }
    return bytes;
  }
}
