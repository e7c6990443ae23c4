package lifeline.loadgen;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One subscribing connection and its counts. Owned by the receiving thread. */
final class Subscriber implements DeliveryParser.Sink {
  private final Connection connection;
  private final Peer peer;
  private final Latencies latencies;
  private final String tag;
  private final String probe;
  private final Sequence[] sequences;
  private long received;
  private long deliveries;
  private long damaged;
  private boolean receives;
  private boolean closed;
  private @Nullable IOException failure;

  Subscriber(
      Connection connection, Peer peer, int publishers, Latencies latencies, Payload.Tags tags) {
    this.connection = connection;
    this.peer = peer;
    this.latencies = latencies;
    this.tag = tags.lineText();
    this.probe = tags.probeText();
    this.sequences = new Sequence[publishers];
    for (int i = 0; i < publishers; i++) {
      sequences[i] = new Sequence();
    }
  }

  Connection connection() {
    return connection;
  }

  /** Reads once. Throws if the server refuses the subscription; only counts a lost connection. */
  void read(ByteBuffer shared, DeliveryParser parser) throws IOException {
    try {
      closed |= !connection.read(shared, parser, this);
    } catch (IOException e) {
      closed = true;
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void delivered(int publisher, long seq, long time) {
    if (publisher >= sequences.length) {
      damaged++;
      return;
    }
    deliveries++;
    received += sequences[publisher].take(seq);
    latencies.record(seq, time);
  }

  @Override
  public void other(String line) {
    if (line.contains(probe)) {
      receives = true;
    } else if (line.startsWith(tag)) {
      damaged++;
    } else {
      answer(peer.answer(line));
    }
  }

  private void answer(Peer.Answer answer) {
    if (answer.kind() == Peer.Answer.Kind.REFUSED) {
      failure = new IOException("the server refused a subscriber: " + answer.text());
    } else if (answer.kind() == Peer.Answer.Kind.REPLY) {
      try {
        connection.channel().write(ByteBuffer.wrap(answer.bytes()));
      } catch (IOException e) {
        closed = true;
      }
    }
  }

  /** Lines received or missed; the largest number if the connection is closed. */
  long received() {
    return closed ? Long.MAX_VALUE : received;
  }

  long deliveries() {
    return deliveries;
  }

  /** Whether a probe has come, or never will. */
  boolean receives() {
    return receives || closed;
  }

  boolean closed() {
    return closed;
  }

  long damaged() {
    return damaged;
  }

  Sequence sequence(int publisher) {
    return sequences[publisher];
  }
}
