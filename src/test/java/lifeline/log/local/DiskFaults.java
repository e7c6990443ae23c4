package lifeline.log.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A disk that fails or hangs when it is told to. */
final class DiskFaults implements Disk {
  private final AtomicLong syncs = new AtomicLong();
  private volatile boolean full;
  private volatile boolean syncBroken;
  private volatile boolean cutBroken;
  private volatile CompletableFuture<Void> gate;
  private volatile CompletableFuture<Void> held = new CompletableFuture<>();

  /** From now on half of each write succeeds, or all again. */
  void full(boolean now) {
    full = now;
  }

  void brokenSync() {
    syncBroken = true;
  }

  void brokenCut() {
    cutBroken = true;
  }

  /** Syncs wait until the answer is completed. */
  CompletableFuture<Void> holdSync() {
    held = new CompletableFuture<>();
    gate = new CompletableFuture<>();
    return gate;
  }

  /** Returns when a sync waits. */
  void awaitHeld() {
    held.orTimeout(20, TimeUnit.SECONDS).join();
  }

  long syncs() {
    return syncs.get();
  }

  /** Returns when it is true. */
  void until(BooleanSupplier done) {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    CompletableFuture<Void> found = new CompletableFuture<>();
    try {
      var unused =
          clock.scheduleWithFixedDelay(
              () -> {
                if (done.getAsBoolean()) {
                  found.complete(null);
                }
              },
              0,
              5,
              TimeUnit.MILLISECONDS);
      found.orTimeout(20, TimeUnit.SECONDS).join();
    } finally {
      clock.shutdownNow();
    }
  }

  @Override
  public void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
    if (full) {
      int limit = bytes.limit();
      bytes.limit(bytes.position() + bytes.remaining() / 2);
      REAL.write(file, bytes, at);
      bytes.limit(limit);
      throw new IOException("No space left on device");
    }
    REAL.write(file, bytes, at);
  }

  @Override
  public void sync(FileChannel file) throws IOException {
    if (syncBroken) {
      throw new IOException("Input/output error");
    }
    CompletableFuture<Void> wait = gate;
    if (wait != null) {
      held.complete(null);
      wait.orTimeout(20, TimeUnit.SECONDS).join();
      gate = null;
    }
    REAL.sync(file);
    syncs.incrementAndGet();
  }

  @Override
  public void truncate(FileChannel file, long length) throws IOException {
    if (cutBroken) {
      throw new IOException("Input/output error");
    }
    REAL.truncate(file, length);
  }
}
