package lifeline.protocol.in;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Feeds the same input cut in all ways and wants the same result each time. */
public final class InputSplits {
  private static final int SHORT = 40;

  private InputSplits() {}

  /** Cut nowhere, at each position, at each pair of positions if short, and into single bytes. */
  static void assertDecodes(List<String> expected, Supplier<Decoder> decoder, byte[] input) {
    int length = input.length;
    assertEquals(expected, EventRecorder.decode(decoder.get(), false, input), "in one piece");
    for (int i = 0; i <= length; i++) {
      for (int j = length <= SHORT ? i : length; j <= length; j++) {
        byte[][] pieces = {
          Arrays.copyOfRange(input, 0, i),
          Arrays.copyOfRange(input, i, j),
          Arrays.copyOfRange(input, j, length)
        };
        String cut = "cut at " + i + " and " + j;
        assertEquals(expected, EventRecorder.decode(decoder.get(), (i + j) % 2 == 0, pieces), cut);
      }
    }
    byte[][] single = new byte[length][];
    for (int i = 0; i < length; i++) {
      single[i] = new byte[] {input[i]};
    }
    assertEquals(expected, EventRecorder.decode(decoder.get(), true, single), "byte by byte");
  }

  /** Cuts at random places. */
  static byte[][] random(byte[] input, Random random) {
    int[] cuts = random.ints(random.nextInt(6), 0, input.length + 1).sorted().toArray();
    byte[][] pieces = new byte[cuts.length + 1][];
    int from = 0;
    for (int i = 0; i < cuts.length; i++) {
      pieces[i] = Arrays.copyOfRange(input, from, cuts[i]);
      from = cuts[i];
    }
    pieces[cuts.length] = Arrays.copyOfRange(input, from, input.length);
    return pieces;
  }

  /** Random input of up to {@code most} bytes, most of them from {@code alphabet}. */
  public static byte[] noise(Random random, byte[] alphabet, int most) {
    byte[] input = new byte[random.nextInt(most + 1)];
    for (int i = 0; i < input.length; i++) {
      boolean any = random.nextInt(20) == 0;
      input[i] = any ? (byte) random.nextInt(256) : alphabet[random.nextInt(alphabet.length)];
    }
    return input;
  }
}
