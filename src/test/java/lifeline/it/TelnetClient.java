package lifeline.it;

import java.io.IOException;

/** A client of a telnet listener that takes the options out of what it reads (RFC 854). */
final class TelnetClient extends Client {
  static final int IAC = 255;
  static final int DONT = 254;
  static final int DO = 253;
  static final int WONT = 252;
  static final int WILL = 251;
  static final int SB = 250;
  static final int SE = 240;

  TelnetClient(int port) {
    super(port);
  }

  @Override
  protected int readByte(long deadlineNanos) throws IOException {
    int next = super.readByte(deadlineNanos);
    while (next == IAC) {
      int command = super.readByte(deadlineNanos);
      if (command == IAC) {
        return IAC;
      }
      if (command >= WILL && command <= DONT) {
        super.readByte(deadlineNanos);
      }
      next = super.readByte(deadlineNanos);
    }
    return next;
  }
}
