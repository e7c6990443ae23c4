package lifeline.it.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lifeline.Programs;
import lifeline.it.support.Client;
import lifeline.it.support.FramedClient;
import lifeline.it.support.Program;
import lifeline.it.support.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code /pipe}: data, byte for byte. */
class PipeIT {
  @RegisterExtension static final TestServer SERVER = new TestServer();

  @TempDir private Path folder;

  @Test
  void shouldTakeAllThatFollowsAsData() {
    Client listener = SERVER.raw("data");
    SERVER.client().type("/pipe data\n/join x\n\n//y\r\n\r\n/quit\nlast").closeOutput();
    listener.expect("/join x", "", "//y\r", "\r", "/quit", "last");
  }

  @Test
  void shouldEndAfterPipeAndFin() {
    Client pipe = SERVER.client().type("/pipe ended\nx\n").closeOutput();
    pipe.rest();
  }

  @Test
  void shouldRefuseLinesThatAreTooLongAndGoOn() {
    Client listener = SERVER.raw("pipe-long");
    Client pipe = SERVER.client().send("/pipe pipe-long");
    pipe.send("x".repeat(8193)).skipToMatching("! line-too-long .+");
    pipe.send("y".repeat(8192));
    listener.expect("y".repeat(8192));
  }

  @Test
  void shouldTakeFramesAsLinesAlsoEmptyOnes() {
    FramedClient listener = SERVER.framed();
    listener.send("/format raw").send("/join frames").send("/marker");
    listener.skipToMatching("! unknown-command .*");
    SERVER.framed().send("/pipe frames").send("").send("two\nlines").send("/quit");
    listener.expect("", "two\nlines", "/quit");
  }

  @Test
  void shouldCarryAGrowingLogToManyReadersByteForByte() throws IOException {
    Programs.need("tail");
    Programs.need("nc.openbsd");
    Path log = Files.createFile(folder.resolve("growing.log"));
    List<Client> readers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      readers.add(SERVER.raw("growing"));
    }
    Program nc = SERVER.program("nc.openbsd", "127.0.0.1", "" + SERVER.port("line"));
    nc.send("/format raw").send("/join growing").send("/marker");
    nc.skipToMatching("! unknown-command .*");
    SERVER.program(
        "sh",
        "-c",
        "(echo /pipe growing; exec tail -n +1 -s 0.05 -F '"
            + log
            + "') | nc.openbsd 127.0.0.1 "
            + SERVER.port("line"));
    byte[] written = grow(log, new Random(7));
    for (Client reader : readers) {
      assertArrayEquals(written, reader.readBytes(written.length));
    }
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    while (heard.size() < written.length) {
      heard.write(nc.bytes());
      heard.write('\n');
    }
    assertArrayEquals(written, heard.toByteArray());
  }

  /** Appends a few thousand lines of all kinds, with some cut in the middle for a while. */
  private static byte[] grow(Path log, Random random) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (OutputStream file = Files.newOutputStream(log)) {
      for (int block = 0; block < 200; block++) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int i = 0; i < 25; i++) {
          lines.write(line(random));
          lines.write('\n');
        }
        byte[] bytes = lines.toByteArray();
        int cut = random.nextInt(bytes.length);
        file.write(bytes, 0, cut);
        file.flush();
        file.write(bytes, cut, bytes.length - cut);
        all.write(bytes);
      }
    }
    return all.toByteArray();
  }

  private static byte[] line(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new byte[0];
      case 1 -> "/quit".getBytes(UTF_8);
      case 2 -> "line with CR\r".getBytes(UTF_8);
      case 3 -> noise(random);
      default -> ("2026-01-31 INFO request " + random.nextInt() + " grün").getBytes(UTF_8);
    };
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return new String(bytes, ISO_8859_1).replace('\n', ' ').getBytes(ISO_8859_1);
  }
}
