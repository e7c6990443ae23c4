package lifeline.registry;

import io.vertx.core.AbstractVerticle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeline.bus.Bus;
import lifeline.bus.ConnectionView;
import lifeline.bus.RegistryHandler;
import lifeline.bus.Report;

/** The node's table of connections and their signs of life, as the gateways report them. */
public final class RegistryVerticle extends AbstractVerticle implements RegistryHandler {
  private final Map<Long, ConnectionView> connections = new HashMap<>();

  @Override
  public void start() {
    new Bus(vertx).onReport(this);
  }

  @Override
  public void onReport(Report report) {
    for (Report.Sign sign : report.signs()) {
      if (sign instanceof Report.Alive alive) {
        connections.computeIfPresent(
            alive.connection(),
            (id, known) ->
                new ConnectionView(
                    id, known.address(), known.listener(), alive.lastInput(), alive.rttMicros()));
      } else if (sign instanceof Report.Opened opened) {
        connections.put(
            opened.connection(),
            new ConnectionView(
                opened.connection(),
                opened.address(),
                opened.listener(),
                opened.time(),
                opened.rttMicros()));
      } else {
        connections.remove(sign.connection());
      }
    }
  }

  @Override
  public List<ConnectionView> onDescribe(List<Long> ids) {
    List<ConnectionView> views = new ArrayList<>();
    for (Long id : ids) {
      ConnectionView view = connections.get(id);
      if (view != null) {
        views.add(view);
      }
    }
    return views;
  }
}
