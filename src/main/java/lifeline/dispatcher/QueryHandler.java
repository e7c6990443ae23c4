package lifeline.dispatcher;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import lifeline.bus.Bus;
import lifeline.bus.ConnectionCounts;
import lifeline.bus.ConnectionView;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.Queries;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Query;
import lifeline.handler.HandlerTable;
import lifeline.log.LineStore;
import lifeline.node.NodeStorage;
import lifeline.protocol.Errors;
import lifeline.protocol.LineId;
import lifeline.protocol.Message;
import lifeline.protocol.Notices;
import lifeline.protocol.SaidLines;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers queries from the state machine, the line store and the registry. How an answer reads is
 * the matter of {@link Notices}.
 */
final class QueryHandler {
  private static final Logger LOG = LoggerFactory.getLogger(QueryHandler.class);

  /** Bytes of text in one page of lines. */
  private static final int PAGE_BYTES = 256 * 1024;

  private final NodeStorage node;
  private final Queries queries;
  private final LineStore lines;
  private final Bus bus;
  private final Context context;
  private final HandlerTable<Promise<Effect>, Query> handlers;

  /**
   * @param bus leads to the registry
   * @param context on which answers are given
   */
  QueryHandler(NodeStorage node, Bus bus, Context context) {
    this.node = node;
    this.bus = bus;
    this.queries = node.machine().queries();
    this.lines = node.lines();
    this.context = context;
    this.handlers =
        HandlerTable.<Promise<Effect>, Query>of(Query.class)
            .on(Query.Rooms.class, answer(query -> replied(query, queries.rooms())))
            .on(Query.Who.class, answer(this::who))
            .on(Query.Stats.class, answer(this::stats))
            .on(Query.Why.class, answer(query -> replied(query, queries.why(query.name()))))
            .on(Query.Dead.class, answer(this::dead))
            .on(Query.History.class, answer(this::history))
            .on(Query.Farewell.class, answer(this::farewell))
            .on(Query.Read.class, answer(this::read))
            .build();
  }

  private static <Q extends Query> BiConsumer<Promise<Effect>, Q> answer(
      Function<Q, Future<Effect>> finder) {
    return (answer, query) -> finder.apply(query).onComplete(answer);
  }

  /** Sent before the answer to {@code query} when other nodes may have newer lines. */
  static Effect stale(Query query) {
    return new Effect.Notified(query.connection(), Notices.stale());
  }

  /** Never fails: a connection whose query can't be answered gets an error instead. */
  Future<Effect> answer(Query query) {
    return Future.<Effect>future(answer -> handlers.handle(answer, query))
        .otherwise(
            failure -> {
              LOG.error("no answer to {}", query, failure);
              return failed(query);
            });
  }

  private static Effect failed(Query query) {
    if (query instanceof Query.Read) {
      // Lines due to the connection can't be read; it gets them when it has connected again.
      return new Effect.Close(query.connection(), CloseCause.SERVER_ERROR, false);
    }
    return new Effect.Replied(query.connection(), List.of(Errors.noAnswer()));
  }

  private static Future<Effect> replied(Query query, List<Message> messages) {
    return Future.succeededFuture(new Effect.Replied(query.connection(), messages));
  }

  private Future<Effect> history(Query.History history) {
    Queries.Range range =
        queries.historyRange(history.connection(), history.room(), history.lines());
    return range.problem() == null
        ? Future.succeededFuture(
            new Effect.Replay(history.connection(), history.room(), range.first(), range.last()))
        : replied(history, List.of(range.problem()));
  }

  private Future<Effect> farewell(Query.Farewell farewell) {
    long id = farewell.connection();
    Message bye = Notices.bye(farewell.cause(), queries.openLines(id), queries.name(id));
    return Future.succeededFuture(new Effect.Farewell(id, bye));
  }

  private Future<Effect> who(Query.Who who) {
    Queries.WhoAnswer answer = queries.who(who.connection(), who.room());
    if (answer.problem() != null) {
      return replied(who, List.of(answer.problem()));
    }
    List<Long> ids = answer.connections().stream().map(Queries.Who::connection).toList();
    return bus.describe(ids).compose(views -> replied(who, who(who.room(), answer, views)));
  }

  private List<Message> who(String room, Queries.WhoAnswer answer, List<ConnectionView> views) {
    Map<Long, ConnectionView> byId = new HashMap<>();
    views.forEach(view -> byId.put(view.connection(), view));
    List<Message> messages = new ArrayList<>();
    for (Queries.Who one : answer.connections()) {
      messages.add(who(one, byId.get(one.connection())));
    }
    if (messages.isEmpty()) {
      messages.add(Notices.nobodyIn(room));
    }
    return messages;
  }

  /**
   * @param view null for a connection of another node: what it does is known there alone
   */
  private Message who(Queries.Who one, @Nullable ConnectionView view) {
    return Notices.who(
        one.name(),
        one.address(),
        node.name(one.connection()),
        view != null && view.suspect(),
        view == null ? -1 : view.idleMillis(),
        view == null ? -1 : view.rttMicros(),
        level(one.connection(), view),
        queries.openLines(one.connection()));
  }

  /** The level in effect: where the kernel can't report what was received, written replaces it. */
  private ConfirmLevel level(long connection, @Nullable ConnectionView view) {
    ConfirmLevel level = queries.level(connection);
    boolean tells = view == null || view.acksVisible();
    return level == ConfirmLevel.RECEIVED && !tells ? ConfirmLevel.WRITTEN : level;
  }

  private Future<Effect> stats(Query.Stats query) {
    return bus.count().compose(counts -> replied(query, stats(query.connection(), counts)));
  }

  private List<Message> stats(long connection, ConnectionCounts counts) {
    List<Message> messages = new ArrayList<>();
    messages.addAll(queries.stats(connection, System.currentTimeMillis()));
    List<Queries.RoomInfo> rooms = queries.roomInfos();
    long retained = rooms.stream().mapToLong(Queries.RoomInfo::lines).sum();
    messages.add(
        Notices.stats(
            node.self(),
            queries.connections(),
            rooms.size(),
            retained,
            counts.halfClosed(),
            counts.suspect()));
    return messages;
  }

  /** The next position is past what the room has now: the connection asks for no later lines. */
  private Future<Effect> read(Query.Read read) {
    long head = queries.head(read.room());
    return read(read.room(), read.first(), read.last(), PAGE_BYTES)
        .map(
            page -> {
              boolean none = page.lines().isEmpty();
              long next = none ? Math.max(read.first(), head + 1) : page.next();
              return new Effect.Page(
                  read.connection(), read.room(), read.first(), next, page.lines());
            });
  }

  private Future<LineStore.Page> read(String room, long first, long last, int bytes) {
    return ContextFuture.of(context, lines.read(room, first, last, bytes));
  }

  private Future<Effect> dead(Query.Dead query) {
    Queries.DeadAnswer answer =
        queries.dead(query.connection(), query.room(), System.currentTimeMillis());
    if (answer.problem() != null) {
      return replied(query, List.of(answer.problem()));
    }
    List<Message> messages = new ArrayList<>();
    Future<Void> read = Future.succeededFuture();
    for (Queries.Dead letter : answer.letters()) {
      read =
          read.compose(done -> text(letter.room(), letter.seq()))
              .map(text -> messages.add(dead(letter, text)))
              .mapEmpty();
    }
    return read.compose(
        done -> {
          messages.add(Notices.deadLetters(answer.letters().size()));
          return replied(query, messages);
        });
  }

  private static Message dead(Queries.Dead letter, String text) {
    LineId id = new LineId(letter.room(), letter.seq());
    return Notices.deadLetter(id, letter.attempts(), letter.reason(), text);
  }

  private Future<String> text(String room, long seq) {
    return read(room, seq, seq, 1)
        .map(
            page -> {
              for (SaidLines said : page.lines()) {
                if (said.firstSeq() <= seq && seq <= said.lastSeq()) {
                  return said.lines().text((int) (seq - said.firstSeq()));
                }
              }
              return "";
            });
  }
}
