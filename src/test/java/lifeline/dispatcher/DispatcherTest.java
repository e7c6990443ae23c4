package lifeline.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lifeline.bus.Bus;
import lifeline.bus.ConnectionOrder;
import lifeline.bus.Submission;
import lifeline.connection.ConnectionId;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;
import lifeline.it.support.TestSettings;
import lifeline.node.NodeStorage;
import lifeline.protocol.LineBlock;
import lifeline.protocol.StartPosition;
import lifeline.registry.RegistryVerticle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dispatcher with a real log and state machine; the test is its only gateway. */
class DispatcherTest {
  private static final long SECONDS = 20;
  private static final long ADA = ConnectionId.of(0, 1, 0, 1);

  @TempDir private Path data;
  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<List<Effect>> messages = new LinkedBlockingQueue<>();
  private Bus bus;

  @BeforeEach
  void open() {
    Bus.register(vertx);
    bus = new Bus(vertx);
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "process"})
  void shouldSendAllEffectsOfASubmissionInOneMessage(String durability) {
    start(durability);
    submit(say("one"), say("two"));
    List<Effect> effects = next();
    assertEquals(
        List.of("LinesAppended", "Receipted", "LinesAppended", "Receipted"),
        effects.stream().map(effect -> effect.getClass().getSimpleName()).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "process"})
  void shouldAnswerAQueryAsOfTheEntriesBeforeIt(String durability) {
    start(durability);
    submit(say("one"), new Submission.Ask(new Query.Read(ADA, "ops", 1, 9)), say("two"));
    Effect.Page page = null;
    while (page == null) {
      for (Effect effect : next()) {
        if (effect instanceof Effect.Page found) {
          page = found;
        }
      }
    }
    assertEquals("one", page.lines().get(0).lines().text(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "process"})
  void shouldSettleWhenAllEffectsAreSent(String durability) {
    start(durability);
    submit(say("one"));
    await(bus.settle());
    assertNotNull(messages.poll());
    assertNull(messages.poll());
  }

  @Test
  void shouldEndAConnectionWhoseLinesCantBeRead() {
    NodeStorage node = start("process");
    submit(say("one"));
    next();
    node.lines().close();
    submit(new Submission.Ask(new Query.Read(ADA, "ops", 1, 9)));
    assertInstanceOf(Effect.Close.class, next().get(0));
  }

  private NodeStorage start(String durability) {
    var settings = TestSettings.of("durability=" + durability).get();
    NodeStorage node = NodeStorage.open(settings, data);
    bus.onGateway(0, new Effects());
    DispatcherVerticle dispatcher =
        new DispatcherVerticle(
            settings,
            node,
            1,
            failure -> {
              throw new AssertionError(failure);
            });
    await(vertx.deployVerticle(new RegistryVerticle(settings)));
    await(vertx.deployVerticle(dispatcher));
    await(dispatcher.started());
    submit(
        new Submission.Append(new Entry.Opened(ADA, "here", false)),
        new Submission.Append(new Entry.Name(ADA, "ada")),
        new Submission.Append(new Entry.Join(ADA, "ops", null, new StartPosition.New())));
    assertTrue(next().stream().anyMatch(Effect.Joined.class::isInstance));
    return node;
  }

  private final class Effects implements Bus.GatewayHandler {
    @Override
    public void onCarry(List<Effect> effects) {
      messages.add(effects);
    }

    @Override
    public void onOrders(List<ConnectionOrder> orders) {}
  }

  private static Submission.Request say(String text) {
    return new Submission.Append(new Entry.Say(ADA, "ops", false, null, LineBlock.of(text)));
  }

  private void submit(Submission.Request... requests) {
    bus.submit(new Submission(List.of(requests)));
  }

  private List<Effect> next() {
    try {
      List<Effect> effects = messages.poll(SECONDS, TimeUnit.SECONDS);
      assertNotNull(effects, "no message");
      return effects;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static <T> T await(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
