package lifeline.log.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.server.RaftServer;
import org.junit.jupiter.api.Test;

class AppendGuardTest {
  private static final AppendEntriesRequestProto REQUEST =
      AppendEntriesRequestProto.getDefaultInstance();
  private static final int THREADS = 4;
  private static final int REQUESTS = 200;

  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger handled = new AtomicInteger();

  /** Ratis fails one of two that append at a time, and may have checked both before. */
  @Test
  void shouldHandleOneRequestToAppendAtATime() throws InterruptedException {
    RaftServer guarded = AppendGuard.of(server(() -> {}));
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(new Thread(() -> append(guarded, start)));
    }
    threads.forEach(Thread::start);
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(THREADS * REQUESTS, handled.get());
    assertEquals(1, most.get());
  }

  @Test
  void shouldGoOnAfterARequestThatHasFailed() throws IOException {
    IOException failure = new IOException("not appended");
    AtomicInteger count = new AtomicInteger();
    RaftServer guarded =
        AppendGuard.of(
            server(
                () -> {
                  if (count.getAndIncrement() == 0) {
                    throw failure;
                  }
                }));
    assertSame(failure, assertThrows(IOException.class, () -> guarded.appendEntriesAsync(REQUEST)));
    guarded.appendEntriesAsync(REQUEST).join();
    assertEquals(1, handled.get());
  }

  /** What a server does with a request before it has appended it. */
  private interface Step {
    void run() throws IOException;
  }

  private RaftServer server(Step step) {
    return (RaftServer)
        Proxy.newProxyInstance(
            RaftServer.class.getClassLoader(),
            new Class<?>[] {RaftServer.class},
            (proxy, method, arguments) -> {
              assertEquals("appendEntriesAsync", method.getName());
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              try {
                step.run();
                handled.incrementAndGet();
                return CompletableFuture.completedFuture(null);
              } finally {
                inside.decrementAndGet();
              }
            });
  }

  private static void append(RaftServer guarded, CountDownLatch start) {
    try {
      start.await();
      for (int i = 0; i < REQUESTS; i++) {
        guarded.appendEntriesAsync(REQUEST).join();
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
