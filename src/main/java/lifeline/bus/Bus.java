package lifeline.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import lifeline.config.Settings;
import lifeline.delivery.entry.Effect;

/**
 * The typed messages between the verticles of this process. Each message has a method that sends it
 * and one that installs its receiver. A message is delivered in the receiver's context; messages
 * from one sender to one receiver stay in order. Nothing leaves the process.
 */
public final class Bus {
  private static final String DISPATCHER = "lifeline.dispatcher";
  private static final String SETTLE = "lifeline.dispatcher.settle";
  private static final String GATEWAY = "lifeline.gateway.";
  private static final String REGISTRY = "lifeline.registry";
  private static final String REGISTRY_DESCRIBE = "lifeline.registry.describe";
  private static final String REGISTRY_COUNT = "lifeline.registry.count";
  private static final String ORDERS = "lifeline.gateway.orders.";
  private static final String SETTINGS = "lifeline.settings";
  private static final String LOG_STATUS = "lifeline.log-status";
  private static final String LOG_STATUS_NOW = "lifeline.dispatcher.log-status";
  private static final String ADMISSION = "lifeline.admission";
  private static final String DRAIN_SERVER = "lifeline.server.drain";
  private static final String DRAIN = "lifeline.gateway.drain.";

  /** For replies that are waited for without limit, or with a deadline of the requester's own. */
  private static final DeliveryOptions PATIENT =
      new DeliveryOptions().setLocalOnly(true).setSendTimeout(Long.MAX_VALUE / 2);

  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final EventBus bus;

  /** The receiver of what is sent to the dispatcher. */
  public interface DispatcherHandler {
    /** Requests of the connections of one gateway, or of the registry. */
    void onSubmit(Submission submission);

    /** Completes when everything submitted before is decided and its effects are sent. */
    Future<Void> onSettle();

    /** The log status now. */
    LogStatus onLogStatus();
  }

  /** The receiver of what is sent to one gateway. */
  public interface GatewayHandler {
    /** Effects to carry out, in the order of the log. */
    void onCarry(List<Effect> effects);

    /** Orders of the registry, to be followed in this order; connections may be gone by now. */
    void onOrders(List<ConnectionOrder> orders);
  }

  /** The receiver of what is sent to the registry. */
  public interface RegistryHandler {
    /** News of the connections of one gateway. */
    void onReport(Report report);

    /** The views of these connections; unknown ones are left out. */
    List<ConnectionView> onDescribe(List<Long> connections);

    /** The counts of this node's connections. */
    ConnectionCounts onCount();
  }

  /** The receiver of requests for admission. */
  @FunctionalInterface
  public interface AdmissionHandler {
    /**
     * Admits arrivals or turns them away.
     *
     * @return for each arrival: 0 if it is admitted, otherwise the seconds after which to try again
     */
    List<Long> onAdmit(AdmissionRequest request);
  }

  /** A view of the event bus of {@code vertx}, on which {@link #register} has been called. */
  public Bus(Vertx vertx) {
    this.bus = vertx.eventBus();
  }

  /** Registers the codecs of all message types; once for each Vert.x instance. */
  public static void register(Vertx vertx) {
    for (Class<?> type :
        List.of(
            Submission.class,
            Carried.class,
            Report.class,
            DescribeRequest.class,
            DescribeReply.class,
            CountRequest.class,
            ConnectionCounts.class,
            Orders.class,
            DrainRequest.class,
            DrainGateway.class,
            LogStatus.class,
            LogStatusRequest.class,
            AdmissionRequest.class,
            Admitted.class,
            Settings.class)) {
      register(vertx.eventBus(), type);
    }
  }

  private static <T> void register(EventBus bus, Class<T> type) {
    bus.registerDefaultCodec(type, new LocalCodec<>(type));
  }

  /** Sends requests to the dispatcher. */
  public void submit(Submission submission) {
    bus.send(DISPATCHER, submission, LOCAL);
  }

  /** Installs the receiver of {@link #submit}, {@link #settle} and of status requests. */
  public void onSubmit(DispatcherHandler handler) {
    consume(DISPATCHER, Submission.class, handler::onSubmit);
    bus.localConsumer(
        SETTLE,
        message ->
            handler.onSettle().onSuccess(settled -> message.reply(new DrainRequest(), LOCAL)));
    bus.localConsumer(LOG_STATUS_NOW, message -> message.reply(handler.onLogStatus(), LOCAL));
  }

  /** Sends effects to a gateway. */
  public void carry(int gateway, List<Effect> effects) {
    bus.send(GATEWAY + gateway, new Carried(effects), LOCAL);
  }

  /** Sends orders to a gateway. */
  public void orders(int gateway, List<ConnectionOrder> orders) {
    bus.send(ORDERS + gateway, new Orders(orders), LOCAL);
  }

  /** Installs the receiver of {@link #carry} and {@link #orders} for a gateway. */
  public void onGateway(int gateway, GatewayHandler handler) {
    consume(GATEWAY + gateway, Carried.class, carried -> handler.onCarry(carried.effects()));
    consume(ORDERS + gateway, Orders.class, orders -> handler.onOrders(orders.orders()));
  }

  /** Sends news of connections to the registry. */
  public void report(Report report) {
    bus.send(REGISTRY, report, LOCAL);
  }

  /** The registry's views of these connections; unknown ones are left out. */
  public Future<List<ConnectionView>> describe(List<Long> connections) {
    return bus.<DescribeReply>request(REGISTRY_DESCRIBE, new DescribeRequest(connections), LOCAL)
        .map(reply -> reply.body().views());
  }

  /** The counts of this node's connections. */
  public Future<ConnectionCounts> count() {
    return bus.<ConnectionCounts>request(REGISTRY_COUNT, new CountRequest(), LOCAL)
        .map(Message::body);
  }

  /** Installs the receiver of {@link #report}, {@link #describe} and {@link #count}. */
  public void onReport(RegistryHandler handler) {
    consume(REGISTRY, Report.class, handler::onReport);
    bus.<DescribeRequest>localConsumer(
        REGISTRY_DESCRIBE,
        message ->
            message.reply(
                new DescribeReply(handler.onDescribe(message.body().connections())), LOCAL));
    bus.<CountRequest>localConsumer(
        REGISTRY_COUNT, message -> message.reply(handler.onCount(), LOCAL));
  }

  /** Asks which arrivals are admitted; the reply is that of {@link AdmissionHandler#onAdmit}. */
  public Future<List<Long>> admit(AdmissionRequest request) {
    return bus.<Admitted>request(ADMISSION, request, PATIENT).map(reply -> reply.body().waits());
  }

  /** Installs the receiver of {@link #admit}. */
  public void onAdmit(AdmissionHandler handler) {
    bus.<AdmissionRequest>localConsumer(
        ADMISSION, message -> message.reply(new Admitted(handler.onAdmit(message.body())), LOCAL));
  }

  /** Publishes changed settings to all receivers. */
  public void settings(Settings settings) {
    bus.publish(SETTINGS, settings, LOCAL);
  }

  /** Adds a receiver of changed settings. */
  public void onSettings(Consumer<Settings> handler) {
    consume(SETTINGS, Settings.class, handler);
  }

  /** Publishes a changed log status to all gateways. */
  public void logStatus(LogStatus status) {
    bus.publish(LOG_STATUS, status, LOCAL);
  }

  /**
   * Adds a receiver of the log status, now and at every change. Between two epochs it receives a
   * status without epoch.
   *
   * @return completes when the handler has received the current status
   */
  public Future<Void> onLogStatus(Consumer<LogStatus> handler) {
    consume(LOG_STATUS, LogStatus.class, handler);
    return bus.<LogStatus>request(LOG_STATUS_NOW, new LogStatusRequest(), PATIENT)
        .map(
            reply -> {
              handler.accept(reply.body());
              return null;
            });
  }

  /**
   * Asks a gateway to close all its connections with a farewell; completes when all are closed.
   *
   * @param others the other nodes, as the farewell names them; empty if there are none
   */
  public Future<Void> drain(int gateway, String others) {
    return bus.request(DRAIN + gateway, new DrainGateway(others), PATIENT).mapEmpty();
  }

  /** Installs the receiver of {@link #drain} for a gateway. */
  public void onDrain(int gateway, Function<String, Future<Void>> handler) {
    bus.<DrainGateway>localConsumer(
        DRAIN + gateway,
        message ->
            handler
                .apply(message.body().others())
                .onComplete(drained -> message.reply(new DrainRequest(), LOCAL)));
  }

  /** Requests the end of the server, on behalf of an operator. */
  public void drainServer() {
    bus.send(DRAIN_SERVER, new DrainRequest(), LOCAL);
  }

  /** Installs the receiver of {@link #drainServer}. */
  public void onDrainServer(Runnable handler) {
    consume(DRAIN_SERVER, DrainRequest.class, request -> handler.run());
  }

  /** Completes when dispatcher and registry have handled everything sent to them before. */
  public Future<Void> settle() {
    Future<Void> dispatcher = bus.request(SETTLE, new DrainRequest(), PATIENT).mapEmpty();
    return Future.all(dispatcher, describe(List.of())).mapEmpty();
  }

  private <T> void consume(String address, Class<T> type, Consumer<T> handler) {
    bus.<Object>localConsumer(address, message -> handler.accept(type.cast(message.body())));
  }

  private record DrainRequest() {}

  private record DrainGateway(String others) {}

  private record LogStatusRequest() {}

  private record Admitted(List<Long> waits) {}

  private record Carried(List<Effect> effects) {}

  private record DescribeRequest(List<Long> connections) {}

  private record CountRequest() {}

  private record Orders(List<ConnectionOrder> orders) {}

  private record DescribeReply(List<ConnectionView> views) {}
}
