package lifeline;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import lifeline.cli.Cli;
import lifeline.cli.RunningServer;
import lifeline.config.Settings;

/** Composition root. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(Cli.with(Main::start).execute(args));
  }

  private static Future<RunningServer> start(Vertx vertx, Settings settings, Path data) {
    return Server.start(vertx, settings, data);
  }
}
