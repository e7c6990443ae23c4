package lifeline.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import lifeline.loadgen.LifelinePeer;
import lifeline.loadgen.Peer;

/**
 * A server that is compared, and how a reader that is to be stopped joins it.
 *
 * @param readerHello what the reader writes to join
 * @param readerReady what shows in its output that it has joined; empty if nothing does
 */
record PeerProtocol(Peer peer, String readerHello, String readerReady) {
  /** Room, subject or channel of the load. */
  static final String SUBJECT = "bench";

  static PeerProtocol of(String name) {
    return switch (name) {
      case "lifeline" ->
          new PeerProtocol(new LifelinePeer(SUBJECT), "/join " + SUBJECT + "\n", "joined:");
      case "nats" -> new PeerProtocol(new Nats(), Nats.HELLO + Nats.SUBSCRIBE + "PING\r\n", "PONG");
      case "redis" -> new PeerProtocol(new Redis(), Redis.SUBSCRIBE, "subscribe");
      case "ncat" -> new PeerProtocol(new Ncat(), "", "");
      default -> throw new IllegalArgumentException("no such peer: " + name);
    };
  }

  /** The NATS client protocol: https://docs.nats.io/reference/reference-protocols/nats-protocol */
  private static final class Nats implements Peer {
    static final String HELLO = "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n";
    static final String SUBSCRIBE = "SUB " + SUBJECT + " 1\r\n";

    @Override
    public byte[] subscriberHello() {
      return (HELLO + SUBSCRIBE).getBytes(ISO_8859_1);
    }

    @Override
    public byte[] publisherHello() {
      return HELLO.getBytes(ISO_8859_1);
    }

    @Override
    public Framing published(int size) {
      return Framing.of("PUB " + SUBJECT + " " + size + "\r\n", "\r\n");
    }

    @Override
    public Framing delivered(int size) {
      return Framing.of("MSG " + SUBJECT + " 1 " + size + "\r\n", "\r\n");
    }

    @Override
    public Answer answer(String line) {
      if (line.equals("PING")) {
        return Answer.reply("PONG\r\n");
      }
      return line.startsWith("-ERR") ? Answer.refused(line) : Answer.IGNORE;
    }
  }

  /** RESP2: https://redis.io/docs/latest/develop/reference/protocol-spec/ */
  private static final class Redis implements Peer {
    static final String SUBSCRIBE = "*2\r\n$9\r\nSUBSCRIBE\r\n$5\r\n" + SUBJECT + "\r\n";

    @Override
    public byte[] subscriberHello() {
      return SUBSCRIBE.getBytes(ISO_8859_1);
    }

    @Override
    public byte[] publisherHello() {
      return new byte[0];
    }

    @Override
    public Framing published(int size) {
      return Framing.of(
          "*3\r\n$7\r\nPUBLISH\r\n$5\r\n" + SUBJECT + "\r\n$" + size + "\r\n", "\r\n");
    }

    @Override
    public Framing delivered(int size) {
      return Framing.of(
          "*3\r\n$7\r\nmessage\r\n$5\r\n" + SUBJECT + "\r\n$" + size + "\r\n", "\r\n");
    }

    @Override
    public Answer answer(String line) {
      return line.startsWith("-") ? Answer.refused(line) : Answer.IGNORE;
    }
  }

  /** {@code ncat --broker}: whatever one connection writes, all others get. */
  private static final class Ncat implements Peer {
    @Override
    public byte[] subscriberHello() {
      return new byte[0];
    }

    @Override
    public byte[] publisherHello() {
      return new byte[0];
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
      return Answer.IGNORE;
    }
  }
}
