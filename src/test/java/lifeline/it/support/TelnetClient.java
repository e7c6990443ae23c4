package lifeline.it.support;

import java.io.IOException;

/** A client of a telnet listener that takes the options out of what it reads (RFC 854). */
public final class TelnetClient extends Client {
  public static final int IAC = 255;
  public static final int DONT = 254;
  public static final int DO = 253;
  public static final int WONT = 252;
  public static final int WILL = 251;
  public static final int SB = 250;
  public static final int SE = 240;

  public TelnetClient(int port) {
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
