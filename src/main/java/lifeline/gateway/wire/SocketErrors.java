package lifeline.gateway.wire;

import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import lifeline.connection.CloseCause;

/** Maps exceptions of Netty to causes of the end. */
final class SocketErrors {
  private static final int ETIMEDOUT = -110;
  private static final int EHOSTUNREACH = -113;
  private static final int ECONNRESET = -104;
  private static final int EPIPE = -32;

  private SocketErrors() {}

  /** The cause; {@link CloseCause#SERVER_ERROR} if the exception is no failure of the socket. */
  static CloseCause cause(Throwable failure) {
    if (failure instanceof ChannelOutputShutdownException && failure.getCause() != null) {
      return cause(failure.getCause());
    }
    if (failure instanceof NativeIoException io) {
      return switch (io.expectedErr()) {
        case ECONNRESET -> CloseCause.PEER_RESET;
        // A RST after a FIN, even if the FIN has not been read.
        case EPIPE -> CloseCause.PEER_CLOSED;
        case ETIMEDOUT, EHOSTUNREACH -> CloseCause.UNREACHABLE;
        default -> CloseCause.WRITE_FAILED;
      };
    }
    if (failure instanceof IOException) {
      // Without epoll there is no error number.
      String message = String.valueOf(failure.getMessage());
      return message.contains("reset") || message.contains("Broken pipe")
          ? CloseCause.PEER_RESET
          : CloseCause.WRITE_FAILED;
    }
    return failure instanceof DecoderException
        ? CloseCause.PROTOCOL_ERROR
        : CloseCause.SERVER_ERROR;
  }
}
