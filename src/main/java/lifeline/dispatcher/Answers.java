package lifeline.dispatcher;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeline.bus.Census;
import lifeline.bus.ConnectionView;
import lifeline.connection.ConfirmLevel;
import lifeline.delivery.DeliveryMachine;
import lifeline.delivery.Effect;
import lifeline.delivery.Queries;
import lifeline.delivery.Query;
import lifeline.log.LineStore;
import lifeline.protocol.Message;
import lifeline.protocol.SaidLines;

/** Answers queries from the state machine, the line store and the registry. */
final class Answers {
  /** Bytes of text in one page of lines. */
  private static final int PAGE_BYTES = 256 * 1024;

  private final String node;
  private final Queries queries;
  private final LineStore lines;

  Answers(String node, DeliveryMachine machine, LineStore lines) {
    this.node = node;
    this.queries = machine.queries();
    this.lines = lines;
  }

  /** The registry's part: what it knows of the connections of this node. */
  interface Registry {
    Future<List<ConnectionView>> describe(List<Long> connections);

    Future<Census> count();
  }

  Future<Effect> answer(Query query, Registry registry) {
    long id = query.connection();
    if (query instanceof Query.Read read) {
      LineStore.Page page = lines.read(read.room(), read.first(), PAGE_BYTES);
      return done(new Effect.Page(id, read.room(), read.first(), page.next(), page.lines()));
    } else if (query instanceof Query.Rooms) {
      return done(new Effect.Answered(id, queries.rooms()));
    } else if (query instanceof Query.Who who) {
      return who(who, registry);
    } else if (query instanceof Query.Stats) {
      return registry.count().map(census -> new Effect.Answered(id, stats(id, census)));
    } else if (query instanceof Query.Why why) {
      return done(new Effect.Answered(id, queries.why(why.name())));
    } else if (query instanceof Query.Dead dead) {
      return done(new Effect.Answered(id, dead(dead)));
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
        : new Effect.Answered(history.connection(), List.of(range.problem()));
  }

  private Message bye(Query.Farewell farewell) {
    long id = farewell.connection();
    return Message.Notice.of(
        "bye",
        farewell.cause().word() + "; " + queries.kept(id) + " lines kept for " + queries.name(id));
  }

  private Future<Effect> who(Query.Who who, Registry registry) {
    Queries.WhoAnswer answer = queries.who(who.connection(), who.room());
    if (answer.problem() != null) {
      return done(new Effect.Answered(who.connection(), List.of(answer.problem())));
    }
    List<Long> ids = answer.connections().stream().map(Queries.Who::connection).toList();
    return registry
        .describe(ids)
        .map(
            views -> {
              Map<Long, ConnectionView> byId = new HashMap<>();
              views.forEach(view -> byId.put(view.connection(), view));
              List<Message> messages = new ArrayList<>();
              for (Queries.Who one : answer.connections()) {
                messages.add(who(one, byId.get(one.connection())));
              }
              if (messages.isEmpty()) {
                messages.add(Message.Notice.of("who", "nobody in " + who.room()));
              }
              return new Effect.Answered(who.connection(), messages);
            });
  }

  private Message who(Queries.Who one, ConnectionView view) {
    String rtt =
        view == null || view.rttMicros() < 0
            ? "unknown"
            : Math.round(view.rttMicros() / 100.0) / 10.0 + "ms";
    return Message.Notice.of(
        "who",
        String.join(
            ", ",
            one.name() + " " + one.address() + " node " + node,
            view != null && view.suspect() ? "suspect" : "healthy",
            "idle " + (view == null ? 0 : view.idleMillis() / 1000) + "s",
            "rtt " + rtt,
            "confirm " + level(one.connection(), view).word(),
            queries.kept(one.connection()) + " waiting"));
  }

  /** The level that can be had: where the kernel cannot tell, received is written. */
  private ConfirmLevel level(long connection, ConnectionView view) {
    ConfirmLevel level = queries.level(connection);
    boolean tells = view == null || view.tellsReceived();
    return level == ConfirmLevel.RECEIVED && !tells ? ConfirmLevel.WRITTEN : level;
  }

  private List<Message> stats(long connection, Census census) {
    List<Message> messages = new ArrayList<>();
    messages.addAll(queries.stats(connection, System.currentTimeMillis()));
    List<Queries.RoomInfo> rooms = queries.roomInfos();
    long kept = rooms.stream().mapToLong(Queries.RoomInfo::lines).sum();
    messages.add(
        Message.Notice.of(
            "stats",
            "node "
                + node
                + ", connections "
                + queries.connections()
                + ", rooms "
                + rooms.size()
                + ", lines kept "
                + kept
                + ", half-closed "
                + census.halfClosed()
                + ", suspect "
                + census.suspect()));
    return messages;
  }

  private List<Message> dead(Query.Dead query) {
    Queries.DeadAnswer answer =
        queries.dead(query.connection(), query.room(), System.currentTimeMillis());
    if (answer.problem() != null) {
      return List.of(answer.problem());
    }
    List<Message> messages = new ArrayList<>();
    for (Queries.Dead letter : answer.letters()) {
      messages.add(
          Message.Notice.of(
              "dead",
              letter.room()
                  + "#"
                  + letter.seq()
                  + " "
                  + letter.attempts()
                  + " "
                  + letter.reason()
                  + " "
                  + text(letter.room(), letter.seq())));
    }
    messages.add(Message.Notice.of("dead", String.valueOf(answer.letters().size())));
    return messages;
  }

  private String text(String room, long seq) {
    for (SaidLines said : lines.read(room, seq, 1).lines()) {
      if (said.firstSeq() <= seq && seq <= said.lastSeq()) {
        return said.lines().text((int) (seq - said.firstSeq()));
      }
    }
    return "";
  }
}
