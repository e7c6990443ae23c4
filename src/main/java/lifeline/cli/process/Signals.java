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
 * SIGTERM, SIGINT and SIGHUP are requests to end the server; the second of them ends the process at
 * once. A signal that was ignored when the process started stays ignored.
 *
 * <p>Uses sun.misc.Signal, as a shutdown hook cannot distinguish a second signal from the first; by
 * reflection, as the compiler's warning about that class cannot be switched off.
 */
public final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private final CompletableFuture<String> endRequest = new CompletableFuture<>();
  private final AtomicBoolean isRequested = new AtomicBoolean();

  /** Completes with the name of the first signal. */
  public CompletableFuture<String> endRequest() {
    return endRequest;
  }

  /** Takes over the signals from the JVM, which would end without draining. */
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
        Object onSignalProxy =
            Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {handler}, onSignal);
        handle.invoke(null, signal.getConstructor(String.class).newInstance(name), onSignalProxy);
      }
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.warn("signals end this server without draining: {}", e.toString());
    }
  }

  private void onSignal(String name) {
    if (isRequested.compareAndSet(false, true)) {
      endRequest.complete(name);
      return;
    }
    LOG.warn("{} again: ending at once", name);
    Runtime.getRuntime().halt(ExitCode.OK.number());
  }
}
