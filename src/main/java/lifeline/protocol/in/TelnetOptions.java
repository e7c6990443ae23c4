package lifeline.protocol.in;

import lifeline.protocol.Framing;

/**
 * Which telnet options are agreed with one client (RFC 854, RFC 858, RFC 860). All are refused but
 * two. The client may suppress its go-aheads. We do not say that we suppress ours, although we
 * never send one: clients take that for "characters singly" and stop editing lines themselves,
 * while nobody echoes. A TIMING-MARK is answered each time. What is refused is not remembered: a
 * refusal is not answered, so there is no loop.
 */
final class TelnetOptions {
  static final int WILL = 251;
  static final int WONT = 252;
  static final int DO = 253;
  static final int DONT = 254;
  static final int SUPPRESS_GO_AHEAD = 3;
  static final int TIMING_MARK = 6;

  private boolean clientSuppressesGoAhead;

  /** Takes one command of the client, {@code verb} being one of the four above. */
  void take(int verb, int option, DecoderListener input) {
    switch (verb) {
      case WILL -> will(option, input);
      case WONT -> wont(option, input);
      case DO -> reply(option == TIMING_MARK ? WILL : WONT, option, input);
      default -> {} // DONT: we do nothing that we could stop
    }
  }

  private void will(int option, DecoderListener input) {
    if (option == TIMING_MARK) {
      input.timingMark();
    } else if (option != SUPPRESS_GO_AHEAD) {
      reply(DONT, option, input);
    } else if (!clientSuppressesGoAhead) {
      clientSuppressesGoAhead = true;
      reply(DO, option, input);
    }
  }

  private void wont(int option, DecoderListener input) {
    if (option == TIMING_MARK) {
      input.timingMark();
    } else if (option == SUPPRESS_GO_AHEAD && clientSuppressesGoAhead) {
      clientSuppressesGoAhead = false;
      reply(DONT, option, input);
    }
  }

  private static void reply(int verb, int option, DecoderListener input) {
    input.negotiate(new byte[] {(byte) Framing.IAC, (byte) verb, (byte) option});
  }
}
