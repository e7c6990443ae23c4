package lifeline.log.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import lifeline.log.DataException;
import lifeline.log.LogBrokenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the log after all that can happen to files. */
class JournalTest {
  private static final int SEGMENT = 1_000;
  private static final int HEAD = 28;
  private static final int HEAD_1 = 16;
  private static final int HEADER = 36;

  @TempDir private Path folder;
  private final DiskFaults faults = new DiskFaults();

  @Test
  void shouldReadWhatWasAppendedOverManyFiles() throws IOException {
    write(100, true);
    assertTrue(files().size() > 3, files()::toString);
    assertEquals(texts(1, 100), read(0));
    assertEquals(texts(41, 100), read(40));
  }

  @Test
  void shouldCutOffATornEndAtEveryByte() throws IOException {
    write(5, false);
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    int record = (whole.length - HEAD) / 5;
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      int sound = length < HEAD ? 0 : (length - HEAD) / record;
      assertEquals(texts(1, sound), read(0), "cut at " + length);
      assertEquals(List.of(), torn(), "cut at " + length);
      Files.deleteIfExists(file);
    }
  }

  @Test
  void shouldBeginAnewWithAFileThatNeverGotItsHeader() throws IOException {
    Path file = Files.createDirectories(folder.resolve("log")).resolve("00000000000000000001.log");
    Files.createFile(file);
    Journal journal = journal();
    journal.open(0, (index, time, payload) -> {});
    append(journal, "one");
    journal.close();
    assertEquals(List.of("one"), read(0));
  }

  @Test
  void shouldGoOnBehindATornEnd() throws IOException {
    write(5, false);
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 3));
    Journal journal = journal();
    journal.open(0, (index, time, payload) -> {});
    append(journal, "new");
    journal.close();
    List<String> expected = new ArrayList<>(texts(1, 4));
    expected.add("new");
    assertEquals(expected, read(0));
  }

  @Test
  void shouldTakeWhatWasNeverOnTheDiskForATornEndWhateverIsBehindIt() throws IOException {
    write(5, false);
    Path file = files().get(0);
    byte[] bytes = Files.readAllBytes(file);
    int record = (bytes.length - HEAD) / 5;
    Arrays.fill(bytes, HEAD + 2 * record, HEAD + 3 * record, (byte) 0);
    Files.write(file, bytes);
    assertEquals(texts(1, 2), read(0));
  }

  @Test
  void shouldNotTakeWhatAClientSaidForARecordBehindATornEnd() throws IOException {
    Journal journal = journal();
    journal.open(0, (index, time, payload) -> {});
    append(journal, "one");
    byte[] forged = record(2, 1 << 20, "forged");
    journal.append(1_000, forged, forged.length);
    journal.close();
    Path file = files().get(0);
    byte[] bytes = Files.readAllBytes(file);
    // The page with the first record was never written, the one with the second was.
    Arrays.fill(bytes, HEAD, HEAD + HEADER + 3, (byte) 0);
    Files.write(file, bytes);
    assertEquals(List.of(), read(0));
  }

  @Test
  void shouldReadAndGoOnWithAFileOfTheFirstVersion() throws IOException {
    Path file = Files.createDirectories(folder.resolve("log")).resolve("00000000000000000001.log");
    ByteBuffer bytes = ByteBuffer.allocate(1_000);
    bytes.put("LIFELOG1".getBytes(StandardCharsets.UTF_8)).putLong(1);
    bytes.put(record(1, HEAD_1, "one")).put(record(2, HEAD_1 + HEADER + 3, "two")).flip();
    Files.write(file, Arrays.copyOf(bytes.array(), bytes.limit()));
    Journal journal = journal();
    journal.open(0, (index, time, payload) -> {});
    append(journal, "three");
    append(journal, "x".repeat(SEGMENT));
    append(journal, "in a new file");
    journal.close();
    assertEquals(2, files().size());
    assertEquals(List.of("one", "two", "three", "x".repeat(SEGMENT), "in a new file"), read(0));
  }

  /** A record as there was before files had a salt. */
  private static byte[] record(long index, long synced, String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer record = ByteBuffer.allocate(HEADER + payload.length);
    record.putInt(0x4c6e6521).putInt(payload.length).putLong(index).putLong(1_000).putLong(synced);
    CRC32C sum = new CRC32C();
    sum.update(record.array(), 4, 28);
    sum.update(payload);
    return record.putInt((int) sum.getValue()).put(payload).array();
  }

  @Test
  void shouldRefuseEveryDamagedByteThatWasOnTheDisk() throws IOException {
    write(4, true);
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    int last = whole.length - (whole.length - HEAD) / 4;
    for (int at = 0; at < last; at++) {
      byte[] bytes = whole.clone();
      bytes[at] ^= 1;
      Files.write(file, bytes);
      int damaged = at;
      DataException refused =
          assertThrows(DataException.class, () -> read(0), () -> "byte " + damaged);
      assertTrue(refused.getMessage().contains(file.getFileName().toString()));
      assertArrayEquals(bytes, Files.readAllBytes(file), "a damaged file is left as it is");
    }
  }

  @Test
  void shouldRefuseADamagedFileThatIsNotTheLast() throws IOException {
    write(100, true);
    Path file = files().get(1);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertThrows(DataException.class, () -> read(0));
  }

  @Test
  void shouldRefuseAGap() throws IOException {
    write(100, true);
    Files.delete(files().get(1));
    assertThrows(DataException.class, () -> read(0));
  }

  @Test
  void shouldRefuseALogThatBeginsBehindTheSnapshot() throws IOException {
    write(100, true);
    Files.delete(files().get(0));
    assertThrows(DataException.class, () -> read(0));
  }

  @Test
  void shouldRefuseAFileOfSomebodyElse() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("log")).resolve("notes.txt"), "hello");
    assertThrows(DataException.class, () -> read(0));
  }

  @Test
  void shouldForgetOnlyWholeFilesThatAreCovered() throws IOException {
    write(100, true);
    Journal journal = journal();
    journal.open(0, (index, time, payload) -> {});
    int before = files().size();
    journal.discard(50);
    assertTrue(files().size() < before);
    journal.close();
    assertEquals(texts(51, 100), read(50));
  }

  @Test
  void shouldBeginAnewBehindASnapshotThatTheLogDoesNotReach() throws IOException {
    write(10, false);
    Journal journal = journal();
    journal.open(20, (index, time, payload) -> {});
    assertEquals(20, journal.lastIndex());
    append(journal, "21");
    journal.close();
    assertEquals(List.of("21"), read(20));
  }

  @Test
  void shouldTakeBackWhatWasWrittenOfAFailedRecord() throws IOException {
    Journal journal = journal();
    journal.open(0, (index, time, payload) -> {});
    append(journal, "1");
    faults.full(true);
    assertThrows(IOException.class, () -> append(journal, "lost"));
    faults.full(false);
    append(journal, "2");
    journal.close();
    assertEquals(List.of("1", "2"), read(0));
  }

  @Test
  void shouldBeBrokenIfHalfARecordCannotBeTakenBack() throws IOException {
    Journal journal = journal();
    journal.open(0, (index, time, payload) -> {});
    faults.full(true);
    faults.brokenCut();
    assertThrows(LogBrokenException.class, () -> append(journal, "half"));
  }

  @Test
  void shouldStayUsableWhenNoNewFileCanBeMade() throws IOException {
    Journal journal = journal();
    journal.open(0, (index, time, payload) -> {});
    append(journal, "x".repeat(SEGMENT));
    faults.full(true);
    assertThrows(IOException.class, () -> append(journal, "2"));
    assertEquals(1, files().size());
    faults.full(false);
    append(journal, "2");
    journal.close();
    assertEquals(List.of("x".repeat(SEGMENT), "2"), read(0));
  }

  @Test
  void shouldCopyWhatIsOnTheDisk() throws IOException {
    write(100, true);
    Journal journal = journal();
    journal.open(0, (index, time, payload) -> {});
    append(journal, "one more");
    Path copy = Files.createDirectories(folder.resolve("copy").resolve("log"));
    journal.copyTo(copy);
    append(journal, "after the copy");
    journal.close();
    List<String> expected = new ArrayList<>(texts(1, 100));
    expected.add("one more");
    List<String> found = new ArrayList<>();
    Journal copied = new Journal(copy, SEGMENT, faults);
    copied.open(
        0, (index, time, payload) -> found.add(new String(payload, StandardCharsets.UTF_8)));
    copied.close();
    assertEquals(expected, found);
  }

  private Journal journal() {
    return new Journal(folder.resolve("log"), SEGMENT, faults);
  }

  /** Records that say their own numbers, in three digits; each one on the disk before the next. */
  private void write(int records, boolean synced) throws IOException {
    Journal journal = journal();
    journal.open(0, (index, time, payload) -> {});
    for (String text : texts(1, records)) {
      append(journal, text);
      if (synced) {
        journal.sync();
      }
    }
    journal.close();
  }

  private static void append(Journal journal, String text) throws IOException {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    journal.append(1_000, payload, payload.length);
  }

  private List<String> read(long after) throws IOException {
    List<String> texts = new ArrayList<>();
    Journal journal = journal();
    journal.open(
        after, (index, time, payload) -> texts.add(new String(payload, StandardCharsets.UTF_8)));
    journal.close();
    return texts;
  }

  /** Files of the log with an unsound end, now that it has been opened. */
  private List<String> torn() throws IOException {
    List<String> torn = new ArrayList<>();
    for (Path file : files()) {
      long first = Long.parseLong(file.getFileName().toString().replace(".log", ""));
      Segment.Found found = Segment.read(file, first, 0, (index, time, payload) -> {});
      if (found.end() != found.size()) {
        torn.add(file.toString());
      }
    }
    return torn;
  }

  private static List<String> texts(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> String.format("%03d", i)).toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("log"))) {
      return files.sorted().toList();
    }
  }
}
