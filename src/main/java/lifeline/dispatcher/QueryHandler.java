package lifeline.dispatcher;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeline.bus.Bus;
import lifeline.bus.ConnectionCounts;
import lifeline.bus.ConnectionView;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.Queries;
import lifeline.delivery.entry.Effect;
import lifeline.delivery.entry.Query;
import lifeline.log.LineStore;
import lifeline.node.NodeStorage;
import lifeline.protocol.Errors;
import lifeline.protocol.LineId;
import lifeline.protocol.Message;
import lifeline.protocol.Notices;
import lifeline.protocol.SaidLines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers queries from the state machine, the line store and the registry. */
final class QueryHandler {
  private static final Logger LOG = LoggerFactory.getLogger(QueryHandler.class);

  /** Bytes of text in one page of lines. */
  private static final int PAGE_BYTES = 256 * 1024;

  private final NodeStorage node;
  private final Queries queries;
  private final LineStore lines;
  private final Bus bus;
  private final Context context;

  /**
   * @param bus leads to the registry
   * @param context where answers are given
   */
  QueryHandler(NodeStorage node, Bus bus, Context context) {
    this.node = node;
    this.bus = bus;
    this.queries = node.machine().queries();
    this.lines = node.lines();
    this.context = context;
  }

  /** What is told before the answer to {@code query} when there may be newer lines than known. */
  static Effect stale(Query query) {
    return new Effect.Told(query.connection(), Notices.stale());
  }

  /** A query that cannot be answered is told so, or its connection would wait for ever. */
  Future<Effect> answer(Query query) {
    return find(query)
        .otherwise(
            failure -> {
              LOG.error("no answer to {}", query, failure);
              return sorry(query);
            });
  }

  private static Effect sorry(Query query) {
    if (query instanceof Query.Read) {
      // Lines that are owed can't be read: whoever is owed them comes back for them.
      return new Effect.End(query.connection(), CloseCause.SERVER_ERROR, false);
    }
    return new Effect.Replied(query.connection(), List.of(Errors.noAnswer()));
  }

  private Future<Effect> find(Query query) {
    long id = query.connection();
    if (query instanceof Query.Read read) {
      return read(read);
    } else if (query instanceof Query.Rooms) {
      return done(new Effect.Replied(id, queries.rooms()));
    } else if (query instanceof Query.Who who) {
      return who(who);
    } else if (query instanceof Query.Stats) {
      return bus.count().map(census -> new Effect.Replied(id, stats(id, census)));
    } else if (query instanceof Query.Why why) {
      return done(new Effect.Replied(id, queries.why(why.name())));
    } else if (query instanceof Query.Dead dead) {
      return dead(dead).map(messages -> new Effect.Replied(id, messages));
    } else if (query instanceof Query.History history) {
      return done(history(history));
    } else if (query instanceof Query.Farewell farewell) {
      return done(new Effect.Farewell(id, bye(farewell)));
    }
    throw new IllegalArgumentException(query.toString());
  }

  private static Future<Effect> done(Effect effect) {
    return Future.succeededFuture(effect);
  }

  private Effect history(Query.History history) {
    Queries.Range range =
        queries.historyRange(history.connection(), history.room(), history.lines());
    return range.problem() == null
        ? new Effect.Replay(history.connection(), history.room(), range.first(), range.last())
        : new Effect.Replied(history.connection(), List.of(range.problem()));
  }

  private Message bye(Query.Farewell farewell) {
    long id = farewell.connection();
    return Notices.bye(farewell.cause(), queries.kept(id), queries.name(id));
  }

  private Future<Effect> who(Query.Who who) {
    Queries.WhoAnswer answer = queries.who(who.connection(), who.room());
    if (answer.problem() != null) {
      return done(new Effect.Replied(who.connection(), List.of(answer.problem())));
    }
    List<Long> ids = answer.connections().stream().map(Queries.Who::connection).toList();
    return bus.describe(ids)
        .map(
            views -> {
              Map<Long, ConnectionView> byId = new HashMap<>();
              views.forEach(view -> byId.put(view.connection(), view));
              List<Message> messages = new ArrayList<>();
              for (Queries.Who one : answer.connections()) {
                messages.add(who(one, byId.get(one.connection())));
              }
              if (messages.isEmpty()) {
                messages.add(Notices.nobodyIn(who.room()));
              }
              return new Effect.Replied(who.connection(), messages);
            });
  }

  private Message who(Queries.Who one, ConnectionView view) {
    // What a connection of another node does is known there alone.
    return Notices.who(
        one.name(),
        one.address(),
        node.name(one.connection()),
        view != null && view.suspect(),
        view == null ? -1 : view.idleMillis(),
        view == null ? -1 : view.rttMicros(),
        level(one.connection(), view),
        queries.kept(one.connection()));
  }

  /** The level that can be had: where the kernel cannot tell, received is written. */
  private ConfirmLevel level(long connection, ConnectionView view) {
    ConfirmLevel level = queries.level(connection);
    boolean tells = view == null || view.tellsReceived();
    return level == ConfirmLevel.RECEIVED && !tells ? ConfirmLevel.WRITTEN : level;
  }

  private List<Message> stats(long connection, ConnectionCounts census) {
    List<Message> messages = new ArrayList<>();
    messages.addAll(queries.stats(connection, System.currentTimeMillis()));
    List<Queries.RoomInfo> rooms = queries.roomInfos();
    long kept = rooms.stream().mapToLong(Queries.RoomInfo::lines).sum();
    messages.add(
        Notices.stats(
            node.self(),
            queries.connections(),
            rooms.size(),
            kept,
            census.halfClosed(),
            census.suspect()));
    return messages;
  }

  /** Lines that the log had when this was asked; whoever asks knows of no others. */
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
    return SnapshotSchedule.on(context, lines.read(room, first, last, bytes));
  }

  private Future<List<Message>> dead(Query.Dead query) {
    Queries.DeadAnswer answer =
        queries.dead(query.connection(), query.room(), System.currentTimeMillis());
    if (answer.problem() != null) {
      return Future.succeededFuture(List.of(answer.problem()));
    }
    Future<List<Message>> messages = Future.succeededFuture(new ArrayList<>());
    for (Queries.Dead letter : answer.letters()) {
      messages =
          messages.compose(
              list ->
                  text(letter.room(), letter.seq())
                      .map(
                          text -> {
                            list.add(dead(letter, text));
                            return list;
                          }));
    }
    return messages.map(
        list -> {
          list.add(Notices.deadLetters(answer.letters().size()));
          return list;
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
