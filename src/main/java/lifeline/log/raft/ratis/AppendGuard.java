package lifeline.log.raft.ratis;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.server.RaftServer;

/**
 * A Ratis server that handles one append request at a time. After a cut the requests of the old
 * connection arrive together with those of the new one, and perhaps of another leader. Only the
 * check of a request and the append to the log in memory are serial; the syncs are not.
 *
 * <p>Works around Ratis 3.3.0. {@code RaftServerImpl.appendEntriesAsync} checks a request against
 * the term and the log in the server's lock, and appends outside of it. Of two requests at a time
 * one fails ({@code RaftLogSequentialOps.Runner}: "Already running a method by"), or, of a former
 * leader, could replace what the other one has appended after the check. Can be deleted when Ratis
 * appends in the same lock.
 */
final class AppendGuard implements InvocationHandler {
  private static final String APPEND = "appendEntriesAsync";

  private final RaftServer server;
  private final ReentrantLock lock = new ReentrantLock();

  private AppendGuard(RaftServer server) {
    this.server = server;
  }

  /**
   * The guarded server. Needs {@link RatisSettings} to have Ratis append on the thread of the
   * request.
   */
  static RaftServer of(RaftServer server) {
    return (RaftServer)
        Proxy.newProxyInstance(
            RaftServer.class.getClassLoader(),
            new Class<?>[] {RaftServer.class},
            new AppendGuard(server));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (!method.getName().equals(APPEND)) {
      return call(method, arguments);
    }
    lock.lock();
    try {
      return call(method, arguments);
    } finally {
      lock.unlock();
    }
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(server, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
