package lifeline.loadgen;

/** How the load speaks to one kind of server: everything that differs between protocols. */
public interface Peer {
  /** What a subscriber writes when it has connected, to hear what is published. */
  byte[] subscriberHello();

  /** What a publisher writes when it has connected. */
  byte[] publisherHello();

  /** The bytes around one published payload of {@code size} bytes. */
  PeerFraming published(int size);

  /** The bytes around one delivered payload of {@code size} bytes; always the same ones. */
  PeerFraming delivered(int size);

  /** Judges a line, without its line end, that is not a delivery of this load. */
  PeerAnswer answer(String line);
}
