package lifeline.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that keeps what is said, and how it says that it has. */
interface PublishProtocol {
  /** What a publisher writes first. */
  String greeting();

  /** How the last line of the answer to {@link #greeting} begins; empty if there is none. */
  String greetingAnswer();

  /** What to write to say a line. */
  String publish(String text);

  /** How many lines this line of an answer, without its LF, says are kept. */
  int stored(byte[] buffer, int from, int to) throws IOException;

  /** A protocol of that kind (lifeline, redis, nats or nats-r3), for one publisher. */
  static PublishProtocol of(String kind, int publisher) {
    return switch (kind) {
      case "lifeline" -> new Lifeline();
      case "redis" -> new Redis();
      case "nats" -> new Nats("answers." + publisher, 1);
      case "nats-r3" -> new Nats("answers." + publisher, 3);
      default -> throw new IllegalArgumentException("no such server: " + kind);
    };
  }

  /** A room, with receipts. */
  record Lifeline() implements PublishProtocol {
    private static final Pattern SEVERAL = Pattern.compile("\\((\\d+) lines\\)$");

    @Override
    public String greeting() {
      return "/receipts on\n/pipe bench\n";
    }

    @Override
    public String greetingAnswer() {
      return "* pipe: bench";
    }

    @Override
    public String publish(String text) {
      return text + "\n";
    }

    @Override
    public int stored(byte[] buffer, int from, int to) throws IOException {
      String answer = new String(buffer, from, to - from, ISO_8859_1);
      if (!answer.startsWith("* ok ")) {
        throw new IOException(answer);
      }
      Matcher several = SEVERAL.matcher(answer);
      return several.find() ? Integer.parseInt(several.group(1)) : 1;
    }
  }

  /** A stream: https://redis.io/docs/latest/commands/xadd/ */
  record Redis() implements PublishProtocol {
    @Override
    public String greeting() {
      return "";
    }

    @Override
    public String greetingAnswer() {
      return "";
    }

    @Override
    public String publish(String text) {
      String head = "*5\r\n$4\r\nXADD\r\n$5\r\nbench\r\n$1\r\n*\r\n$1\r\nt\r\n";
      return head + "$" + text.length() + "\r\n" + text + "\r\n";
    }

    @Override
    public int stored(byte[] buffer, int from, int to) throws IOException {
      if (buffer[from] == '-') {
        throw new IOException(new String(buffer, from, to - from, ISO_8859_1));
      }
      return buffer[from] == '$' ? 1 : 0;
    }
  }

  /** A JetStream stream in files: https://docs.nats.io/reference/reference-protocols/nats_api */
  record Nats(String answers, int replicas) implements PublishProtocol {
    private static final byte[] KEPT = "{\"stream\"".getBytes(ISO_8859_1);

    @Override
    public String greeting() {
      String subscribe = "CONNECT {\"verbose\":false}\r\nSUB " + answers + " 1\r\n";
      return subscribe + published("$JS.API.STREAM.CREATE.bench", stream());
    }

    private String stream() {
      return "{\"name\":\"bench\",\"subjects\":[\"bench\"],\"storage\":\"file\",\"num_replicas\":"
          + replicas
          + "}";
    }

    @Override
    public String greetingAnswer() {
      return "{";
    }

    @Override
    public String publish(String text) {
      return published("bench", text);
    }

    private String published(String subject, String text) {
      return "PUB " + subject + " " + answers + " " + text.length() + "\r\n" + text + "\r\n";
    }

    @Override
    public int stored(byte[] buffer, int from, int to) throws IOException {
      if (buffer[from] != '{' && buffer[from] != '-') {
        return 0;
      }
      for (int i = 0; i < KEPT.length; i++) {
        if (from + i >= to || buffer[from + i] != KEPT[i]) {
          throw new IOException(new String(buffer, from, to - from, ISO_8859_1));
        }
      }
      return 1;
    }
  }
}
