package lifeline.protocol.in;

import lifeline.protocol.Framing;

/**
 * The telnet options of one client (RFC 854, RFC 858, RFC 860). All are refused but two: the client
 * may suppress its go-aheads, and each TIMING-MARK is answered. The server never says that it
 * suppresses its own go-aheads, although it sends none: clients would switch to sending single
 * characters and stop editing and echoing lines. A refusal needs no state, as clients do not answer
 * it.
 */
final class TelnetOptions {
  static final int WILL = 251;
  static final int WONT = 252;
  static final int DO = 253;
  static final int DONT = 254;
  static final int SUPPRESS_GO_AHEAD = 3;
  static final int TIMING_MARK = 6;

  private boolean clientSuppressesGoAhead;

  /** Handles one command of the client; {@code verb} is one of the four above. */
  void take(int verb, int option, DecoderListener input) {
    switch (verb) {
      case WILL -> will(option, input);
      case WONT -> wont(option, input);
      case DO -> reply(option == TIMING_MARK ? WILL : WONT, option, input);
      default -> {} // DONT: there is nothing to stop
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
