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
  public PeerFraming published(int size) {
    return PeerFraming.of("", "\n");
  }

  @Override
  public PeerFraming delivered(int size) {
    return PeerFraming.of("", "\n");
  }

  @Override
  public PeerAnswer answer(String line) {
    return line.startsWith("! ") ? PeerAnswer.refused(line.substring(2)) : PeerAnswer.IGNORE;
  }
}
