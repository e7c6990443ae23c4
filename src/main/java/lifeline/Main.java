package lifeline;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import lifeline.cli.Cli;
import lifeline.config.Settings;
import lifeline.server.RunningServer;
import lifeline.server.Server;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The entry point: gives the command line the way to start a server. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Libraries that log by java.util.logging write into the one log, too.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    System.exit(Cli.with(Main::start).execute(args));
  }

  private static Future<RunningServer> start(Vertx vertx, Settings settings, Path data) {
    return Server.start(vertx, settings, data);
  }
}
