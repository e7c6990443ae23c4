package lifeline.cli.process;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import lifeline.server.ExitCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM, SIGINT and SIGHUP ask the process to end; the second of them ends it at once. A signal
 * ignored when the process started stays ignored.
 *
 * <p>Uses sun.misc.Signal, since a shutdown hook can't tell a second signal from the first; by
 * reflection, since the compiler's warning about it can't be switched off.
 */
public final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private final CompletableFuture<String> asked = new CompletableFuture<>();
  private final AtomicBoolean once = new AtomicBoolean();

  /** Completed, with the signal's name, when the process was asked to end. */
  public CompletableFuture<String> asked() {
    return asked;
  }

  /** Takes the signals over from the JVM, which would end without draining. */
  public void install() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method handle = signal.getMethod("handle", signal, handler);
      for (String name : new String[] {"TERM", "INT", "HUP"}) {
        InvocationHandler onSignal =
            (proxy, method, args) -> {
              onSignal("SIG" + name);
              return null;
            };
        Object ours =
            Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {handler}, onSignal);
        handle.invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
      }
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.warn("signals end this server without draining: {}", e.toString());
    }
  }

  private void onSignal(String name) {
    if (once.compareAndSet(false, true)) {
      asked.complete(name);
      return;
    }
    LOG.warn("{} again: ending at once", name);
    Runtime.getRuntime().halt(ExitCode.OK.number());
  }
}
