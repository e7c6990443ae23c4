package lifeline.loadgen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryParserTest {
  private static final int SIZE = 30;
  private static final Payload.Tags TAGS = Payload.Tags.of(12345);

  private static final class Found implements DeliveryParser.Sink {
    final List<String> all = new ArrayList<>();

    @Override
    public void delivered(int publisher, long seq, long time) {
      all.add(publisher + " " + seq + " " + time);
    }

    @Override
    public void other(String line) {
      all.add(line);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', '\n', '! early'",
    "'MSG bench 1 30\r\n', '\r\n', '+OK'",
    "'*3\r\n$7\r\nmessage\r\n$5\r\nbench\r\n$30\r\n', '\r\n', '*3'"
  })
  void shouldFindTheSameWhereverTheInputIsCut(String before, String after, String other)
      throws Exception {
    Peer.Framing framing = Peer.Framing.of(before, after);
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.write((other + "\r\n").getBytes(ISO_8859_1));
    input.write(frame(framing, 0, 0, 5));
    input.write(frame(framing, 7, 1L << 40, 6));
    input.write("PING\r\n\n".getBytes(ISO_8859_1));
    input.write(frame(framing, 0, 1, 7));
    List<String> expected = List.of(other, "0 0 5", "7 " + (1L << 40) + " 6", "PING", "", "0 1 7");
    byte[] bytes = input.toByteArray();
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        assertEquals(expected, parse(framing, bytes, first, second), first + "," + second);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"20", "33"})
  void shouldTakeADeliveryOfAnotherLengthAsALine(int size) {
    Peer.Framing framing = Peer.Framing.of("", "\n");
    byte[] good = frame(framing, 0, 3, 4);
    byte[] cut = new byte[size];
    Arrays.fill(cut, (byte) 'x');
    System.arraycopy(good, 0, cut, 0, Math.min(size, SIZE));
    cut[size - 1] = '\n';
    ByteBuffer both = ByteBuffer.allocate(size + good.length).put(cut).put(good).flip();
    Found found = new Found();
    new DeliveryParser(framing, SIZE, TAGS.line()).parse(both, found);
    assertEquals(List.of(new String(cut, 0, size - 1, ISO_8859_1), "0 3 4"), found.all);
  }

  private static List<String> parse(Peer.Framing framing, byte[] bytes, int... cuts) {
    DeliveryParser parser = new DeliveryParser(framing, SIZE, TAGS.line());
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length);
    Found found = new Found();
    int from = 0;
    for (int to : new int[] {cuts[0], cuts[1], bytes.length}) {
      buffer.put(bytes, from, to - from).flip();
      parser.parse(buffer, found);
      buffer.compact();
      from = to;
    }
    assertEquals(0, buffer.position(), "nothing left over");
    return found.all;
  }

  private static byte[] frame(Peer.Framing framing, int publisher, long seq, long time) {
    byte[] frame = Payload.frame(framing, TAGS.line(), publisher, SIZE);
    Payload.stamp(ByteBuffer.wrap(frame), framing.before().length, seq, time);
    return frame;
  }
}
