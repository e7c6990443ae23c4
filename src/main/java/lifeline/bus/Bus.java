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
 * The typed messages between the verticles of this process. Each verb is sent by a proxy and
 * received by the handler method of the same name: {@code submit} by {@link DispatcherHandler},
 * {@code carry} by {@link GatewayHandler}, {@code orders} by {@link OrderHandler}, {@code report},
 * {@code describe} and {@code count} by {@link RegistryHandler}, {@code admit} by {@link
 * AdmissionHandler}; {@code settings} and {@code drain} by who needs them.
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
  private static final String STANDING = "lifeline.standing";
  private static final String STANDING_NOW = "lifeline.dispatcher.standing";
  private static final String DOOR = "lifeline.door";
  private static final String DRAIN_SERVER = "lifeline.server.drain";
  private static final String DRAIN = "lifeline.gateway.drain.";

  /** For answers that count however late they come; who asks has a deadline of its own, or none. */
  private static final DeliveryOptions PATIENT =
      new DeliveryOptions().setLocalOnly(true).setSendTimeout(Long.MAX_VALUE / 2);

  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final EventBus bus;

  /** A view of the event bus of {@code vertx}, on which {@link #register} has been called. */
  public Bus(Vertx vertx) {
    this.bus = vertx.eventBus();
  }

  /** Makes the message types known; once for each Vert.x instance. */
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
            StandingRequest.class,
            AdmissionRequest.class,
            Admitted.class,
            Settings.class)) {
      register(vertx.eventBus(), type);
    }
  }

  private static <T> void register(EventBus bus, Class<T> type) {
    bus.registerDefaultCodec(type, new LocalCodec<>(type));
  }

  public void submit(Submission submission) {
    bus.send(DISPATCHER, submission, LOCAL);
  }

  public void onSubmit(DispatcherHandler handler) {
    consume(DISPATCHER, Submission.class, handler::onSubmit);
    bus.localConsumer(
        SETTLE,
        message ->
            handler.onSettle().onSuccess(settled -> message.reply(new DrainRequest(), LOCAL)));
    bus.localConsumer(STANDING_NOW, message -> message.reply(handler.onStanding(), LOCAL));
  }

  public void carry(int gateway, List<Effect> effects) {
    bus.send(GATEWAY + gateway, new Carried(effects), LOCAL);
  }

  public void onCarry(int gateway, GatewayHandler handler) {
    consume(GATEWAY + gateway, Carried.class, carried -> handler.onCarry(carried.effects()));
  }

  public void report(Report report) {
    bus.send(REGISTRY, report, LOCAL);
  }

  /** What the registry knows of these connections; those it does not know are left out. */
  public Future<List<ConnectionView>> describe(List<Long> connections) {
    return bus.<DescribeReply>request(REGISTRY_DESCRIBE, new DescribeRequest(connections), LOCAL)
        .map(reply -> reply.body().views());
  }

  /** How the connections of this node are. */
  public Future<ConnectionCounts> count() {
    return bus.<ConnectionCounts>request(REGISTRY_COUNT, new CountRequest(), LOCAL)
        .map(Message::body);
  }

  public void orders(int gateway, List<ConnectionOrder> orders) {
    bus.send(ORDERS + gateway, new Orders(orders), LOCAL);
  }

  public void onOrders(int gateway, OrderHandler handler) {
    consume(ORDERS + gateway, Orders.class, orders -> handler.onOrders(orders.orders()));
  }

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

  /** Asks who of the arrivals may come in; the answer is {@link AdmissionHandler#onAdmit}'s. */
  public Future<List<Long>> admit(AdmissionRequest visits) {
    return bus.<Admitted>request(DOOR, visits, PATIENT).map(reply -> reply.body().waits());
  }

  public void onAdmit(AdmissionHandler handler) {
    bus.<AdmissionRequest>localConsumer(
        DOOR, message -> message.reply(new Admitted(handler.onAdmit(message.body())), LOCAL));
  }

  /** The settings have changed; told to everybody. */
  public void settings(Settings settings) {
    bus.publish(SETTINGS, settings, LOCAL);
  }

  public void onSettings(Consumer<Settings> handler) {
    consume(SETTINGS, Settings.class, handler);
  }

  /** How the node stands has changed; told to all gateways. */
  public void standing(LogStatus standing) {
    bus.publish(STANDING, standing, LOCAL);
  }

  /**
   * The handler gets how the node stands, now and whenever that changes. When another run begins it
   * was told before that there is none.
   *
   * @return completes when it has been told how the node stands now
   */
  public Future<Void> onStanding(Consumer<LogStatus> handler) {
    consume(STANDING, LogStatus.class, handler);
    return bus.<LogStatus>request(STANDING_NOW, new StandingRequest(), PATIENT)
        .map(
            reply -> {
              handler.accept(reply.body());
              return null;
            });
  }

  /**
   * Asks a gateway to say goodbye to all its connections; done when all are closed.
   *
   * @param others where else they can go, for people; empty if nowhere
   */
  public Future<Void> drain(int gateway, String others) {
    return bus.request(DRAIN + gateway, new DrainGateway(others), PATIENT).mapEmpty();
  }

  public void onDrain(int gateway, Function<String, Future<Void>> handler) {
    bus.<DrainGateway>localConsumer(
        DRAIN + gateway,
        message ->
            handler
                .apply(message.body().others())
                .onComplete(drained -> message.reply(new DrainRequest(), LOCAL)));
  }

  /** An operator wants the server to end. */
  public void drainServer() {
    bus.send(DRAIN_SERVER, new DrainRequest(), LOCAL);
  }

  public void onDrainServer(Runnable handler) {
    consume(DRAIN_SERVER, DrainRequest.class, request -> handler.run());
  }

  /** Done when the dispatcher and the registry have taken all that was sent to them before. */
  public Future<Void> settled() {
    Future<Void> dispatcher = bus.request(SETTLE, new DrainRequest(), PATIENT).mapEmpty();
    return Future.all(dispatcher, describe(List.of())).mapEmpty();
  }

  private <T> void consume(String address, Class<T> type, Consumer<T> handler) {
    bus.<Object>localConsumer(address, message -> handler.accept(type.cast(message.body())));
  }

  private record DrainRequest() {}

  private record DrainGateway(String others) {}

  private record StandingRequest() {}

  private record Admitted(List<Long> waits) {}

  private record Carried(List<Effect> effects) {}

  private record DescribeRequest(List<Long> connections) {}

  private record CountRequest() {}

  private record Orders(List<ConnectionOrder> orders) {}

  private record DescribeReply(List<ConnectionView> views) {}
}
