package lifeline.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import lifeline.liveness.ActivityTracker;

/** The server's terminal as a wire: always writable, and only the server ends it. */
public final class ConsoleWire implements Wire {
  private final Consumer<Buffer> output;
  private Promise<Void> taken = Promise.promise();
  private boolean reading = true;

  public ConsoleWire(Consumer<Buffer> output) {
    this.output = output;
  }

  /** Completes when more input is read; replaced when reading stops. */
  public Promise<Void> taken() {
    if (reading) {
      taken.tryComplete();
    }
    return taken;
  }

  @Override
  public String address() {
    return "console";
  }

  @Override
  public void write(ByteBuf bytes) {
    byte[] copy = new byte[bytes.readableBytes()];
    bytes.readBytes(copy);
    bytes.release();
    output.accept(Buffer.buffer(copy));
  }

  @Override
  public void flush() {}

  @Override
  public boolean writable() {
    return true;
  }

  @Override
  public void reading(boolean on) {
    if (on) {
      taken.tryComplete();
    } else if (reading) {
      taken = Promise.promise();
    }
    reading = on;
  }

  @Override
  public void poll(ActivityTracker activity, long now) {
    activity.sampleWithoutKernel(now, 0);
  }

  @Override
  public boolean knowsAcknowledged() {
    return false;
  }

  @Override
  public void keepAlive(long idleSeconds, long retrySeconds, long giveUpMillis) {}

  @Override
  public long taken(long written) {
    return written;
  }

  @Override
  public boolean peerGone() {
    return false;
  }

  @Override
  public void closeGracefully(long lingerMillis) {
    taken.tryComplete();
  }

  @Override
  public void closeLingering(int seconds) {
    taken.tryComplete();
  }

  @Override
  public void reset() {
    taken.tryComplete();
  }
}
