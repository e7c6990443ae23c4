package lifeline.protocol.in;

import java.nio.charset.StandardCharsets;
import lifeline.protocol.Framing;

/**
 * Lines of an RFC 854 network virtual terminal. LF, CR LF and CR NUL end a line; a CR before any
 * other byte is a byte of the line; a CR at the end of the input ends the line. Telnet commands are
 * removed wherever they are, also between CR and LF, and IAC IAC is one byte 0xFF.
 *
 * <p>Backspace (8), delete (127) and the command EC remove the last character of the line so far
 * (all its bytes in UTF-8), EL removes the whole line. A client that edits its lines itself never
 * sends them. A line that was found too long stays so, unless EL removes it.
 *
 * <p>Once the input is {@link #verbatim} there is no editing; line ends and commands are as before.
 */
public final class TelnetDecoder implements Decoder {
  private static final int IAC = Framing.IAC;
  private static final int SE = 240;
  private static final int ARE_YOU_THERE = 246;
  private static final int ERASE_CHARACTER = 247;
  private static final int ERASE_LINE = 248;
  private static final int SB = 250;
  private static final String AYT_REPLY = "\r\n* lifeline is here\r\n";

  /** Bytes after which a subnegotiation is given up: no option that we accept has longer ones. */
  private static final int MAX_SUBNEGOTIATION = 4096;

  private enum State {
    DATA,
    COMMAND,
    OPTION,
    SUBNEGOTIATION,
    SUBNEGOTIATION_COMMAND
  }

  private final EditedLine line;
  private final TelnetOptions options = new TelnetOptions();
  private State state = State.DATA;
  private int verb;
  private int skipped;
  private boolean pendingCr;
  private boolean verbatim;

  /** For lines of at most {@code maxLine} bytes, at least 1. */
  public TelnetDecoder(int maxLine) {
    line = new EditedLine(maxLine);
  }

  /** IAC DO TIMING-MARK, which the client answers by one {@link DecoderListener#timingMark}. */
  public static byte[] timingMarkRequest() {
    return new byte[] {(byte) IAC, (byte) TelnetOptions.DO, (byte) TelnetOptions.TIMING_MARK};
  }

  @Override
  public int decode(byte[] buffer, int from, int to, DecoderListener input) {
    int at = from;
    while (at < to) {
      if (state == State.DATA) {
        int end = ordinary(buffer, at, to);
        if (end > at) {
          append(buffer, at, end);
          at = end;
          continue;
        }
      }
      if (!interpret(buffer, at++, input)) {
        return at;
      }
    }
    return to;
  }

  @Override
  public boolean finish(DecoderListener input) {
    if (pendingCr || !line.isEmpty()) {
      end(input);
    }
    return true;
  }

  @Override
  public void verbatim() {
    verbatim = true;
  }

  @Override
  public void maxLine(int bytes) {
    line.maxLine(bytes);
  }

  private static int ordinary(byte[] buffer, int from, int to) {
    int at = from;
    while (at < to
        && switch (buffer[at]) {
          case 0, '\b', '\n', '\r', 127, (byte) IAC -> false;
          default -> true;
        }) {
      at++;
    }
    return at;
  }

  private boolean interpret(byte[] buffer, int at, DecoderListener input) {
    int value = buffer[at] & 0xff;
    switch (state) {
      case DATA -> {
        return control(buffer, at, input);
      }
      case COMMAND -> command(buffer, at, input);
      case OPTION -> {
        state = State.DATA;
        options.take(verb, value, input);
      }
      case SUBNEGOTIATION -> {
        boolean over = ++skipped >= MAX_SUBNEGOTIATION;
        state = over ? State.DATA : value == IAC ? State.SUBNEGOTIATION_COMMAND : state;
      }
      case SUBNEGOTIATION_COMMAND -> {
        skipped++;
        state = value == SE ? State.DATA : State.SUBNEGOTIATION;
      }
    }
    return true;
  }

  private boolean control(byte[] buffer, int at, DecoderListener input) {
    switch (buffer[at]) {
      case (byte) IAC -> state = State.COMMAND;
      case '\n' -> {
        return end(input);
      }
      case '\r' -> {
        appendPendingCr();
        pendingCr = true;
      }
      case 0 -> {
        if (pendingCr) {
          return end(input);
        }
        append(buffer, at, at + 1);
      }
      default -> {
        if (verbatim) {
          append(buffer, at, at + 1);
        } else {
          eraseCharacter();
        }
      }
    }
    return true;
  }

  private void command(byte[] buffer, int at, DecoderListener input) {
    int value = buffer[at] & 0xff;
    state = State.DATA;
    switch (value) {
      case IAC -> append(buffer, at, at + 1);
      case TelnetOptions.WILL, TelnetOptions.WONT, TelnetOptions.DO, TelnetOptions.DONT -> {
        verb = value;
        state = State.OPTION;
      }
      case SB -> {
        skipped = 0;
        state = State.SUBNEGOTIATION;
      }
      case ARE_YOU_THERE -> input.negotiate(AYT_REPLY.getBytes(StandardCharsets.US_ASCII));
      case ERASE_CHARACTER -> {
        if (!verbatim) {
          eraseCharacter();
        }
      }
      case ERASE_LINE -> {
        if (!verbatim) {
          pendingCr = false;
          line.erase();
        }
      }
      default -> {} // NOP, GA, BRK, IP, AO, DM and unknown ones mean nothing here
    }
  }

  private void eraseCharacter() {
    appendPendingCr();
    line.eraseCharacter();
  }

  private void append(byte[] buffer, int from, int to) {
    appendPendingCr();
    line.append(buffer, from, to);
  }

  /** The CR before this byte was not part of a line end. */
  private void appendPendingCr() {
    if (pendingCr) {
      pendingCr = false;
      line.append('\r');
    }
  }

  private boolean end(DecoderListener input) {
    pendingCr = false;
    return line.end(input);
  }
}
