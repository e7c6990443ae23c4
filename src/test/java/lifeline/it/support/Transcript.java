package lifeline.it.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dialogue with a server that a test writes down line by line. Every wait has a deadline; what
 * was sent and heard is part of each failure's message.
 */
public abstract class Transcript<T extends Transcript<T>> implements AutoCloseable {
  /** The longest wait for a line: long enough for a loaded machine, as nothing waits in vain. */
  public static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final int SHOWN = 40;
  private static final int SHOWN_CHARACTERS = 300;

  private final List<String> said = new ArrayList<>();
  private int markers;
  private String lastLine = "";

  /** The next line without its end; null at the end of the output. Fails at the deadline. */
  protected abstract byte[] read(long deadlineNanos) throws IOException;

  protected abstract void write(byte[] line) throws IOException;

  protected abstract T self();

  @Override
  public abstract void close();

  /** Sends a line, with its end. */
  public final T send(String line) {
    note("> " + line);
    try {
      write(line.getBytes(UTF_8));
    } catch (IOException e) {
      throw failure("can't send: " + e);
    }
    return self();
  }

  /** The next line, as text. */
  public final String line() {
    byte[] line = next();
    if (line == null) {
      throw failure("the output has ended");
    }
    return new String(line, UTF_8);
  }

  /** The next line, byte for byte. */
  public final byte[] bytes() {
    byte[] line = next();
    if (line == null) {
      throw failure("the output has ended");
    }
    return line;
  }

  public final T expect(String... lines) {
    for (String expected : lines) {
      String line = line();
      if (!line.equals(expected)) {
        throw failure("expected: " + expected);
      }
    }
    return self();
  }

  /** The next line matches; answers the match. */
  public final Matcher expectMatching(String regex) {
    Matcher matcher = Pattern.compile(regex, Pattern.DOTALL).matcher(line());
    if (!matcher.matches()) {
      throw failure("expected a match of: " + regex);
    }
    return matcher;
  }

  /** Skips lines until this one. */
  public final T skipTo(String expected) {
    return skipToMatching(Pattern.quote(expected));
  }

  /** Skips lines until one matches. */
  public final T skipToMatching(String regex) {
    upTo(regex);
    return self();
  }

  /** The last line that was read. */
  public final String lastLine() {
    return lastLine;
  }

  /** The lines up to the next match, which is the last of them. */
  public final List<String> upTo(String regex) {
    Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
    List<String> lines = new ArrayList<>();
    String line;
    do {
      byte[] bytes = next();
      if (bytes == null) {
        throw failure("the output has ended before a match of: " + regex);
      }
      line = new String(bytes, UTF_8);
      lines.add(line);
    } while (!pattern.matcher(line).matches());
    return lines;
  }

  /**
   * Nothing has been written to this connection but the answer to a marker sent now; so the test
   * must know that what it fears would have come before. Works in each format.
   */
  public final T expectNothing() {
    List<String> before = beforeMarker();
    if (!before.isEmpty()) {
      throw failure("expected nothing, but heard: " + before);
    }
    return self();
  }

  /**
   * The lines written before the answer to a marker that is sent now. All that was accepted before
   * has been told to this connection by then: the marker goes the way of a join.
   */
  public final List<String> beforeMarker() {
    String marker = "no-such-room-" + ++markers;
    send("/part " + marker);
    List<String> lines = upTo(".*not-joined.*\\b" + marker + "\\b.*");
    lines.remove(lines.size() - 1);
    return lines;
  }

  /** The output ends, after no more lines. */
  public final void expectEnd() {
    byte[] line = next();
    if (line != null) {
      throw failure("expected the end");
    }
  }

  /** The remaining lines up to the end of the output. */
  public final List<String> rest() {
    List<String> lines = new ArrayList<>();
    for (byte[] line = next(); line != null; line = next()) {
      lines.add(new String(line, UTF_8));
    }
    return lines;
  }

  public final AssertionError failure(String message) {
    int from = Math.max(0, said.size() - SHOWN);
    return new AssertionError(
        shortened(message) + "\n" + String.join("\n", said.subList(from, said.size())));
  }

  private byte[] next() {
    try {
      long start = System.nanoTime();
      byte[] line = read(start + PATIENCE.toNanos());
      Await.ended(start, PATIENCE, () -> "a line, after: " + lastLine);
      lastLine = line == null ? "(end)" : new String(line, UTF_8);
      note("< " + lastLine);
      return line;
    } catch (IOException e) {
      throw failure("can't read: " + e);
    }
  }

  private void note(String line) {
    said.add(shortened(line));
  }

  private static String shortened(String text) {
    return text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "…" : text;
  }
}
