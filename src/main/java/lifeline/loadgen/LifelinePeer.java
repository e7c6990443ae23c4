package lifeline.loadgen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Lifeline's line protocol: subscribers in {@code raw}, publishers through {@code /pipe}. */
public final class LifelinePeer implements Peer {
  private final String room;

  public LifelinePeer(String room) {
    this.room = room;
  }

  @Override
  public byte[] subscriberHello() {
    return ("/format raw\n/join " + room + "\n").getBytes(ISO_8859_1);
  }

  @Override
  public byte[] publisherHello() {
    return ("/format raw\n/pipe " + room + "\n").getBytes(ISO_8859_1);
  }

  @Override
  public Framing published(int size) {
    return Framing.of("", "\n");
  }

  @Override
  public Framing delivered(int size) {
    return Framing.of("", "\n");
  }

  @Override
  public Answer answer(String line) {
    return line.startsWith("! ") ? Answer.refused(line.substring(2)) : Answer.IGNORE;
  }
}
