package lifeline.gateway.client;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import lifeline.connection.CloseCause;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;
import lifeline.protocol.Command;
import lifeline.protocol.CommandParser;
import lifeline.protocol.Errors;
import lifeline.protocol.Notices;

/** What each command does: what concerns one connection alone here, the rest by the dispatcher. */
final class CommandHandlers {
  private static final Map<Class<?>, BiConsumer<ClientConnection, Command>> TABLE = new HashMap<>();

  static {
    on(
        Command.Help.class,
        (c, help) -> CommandParser.help(help.topic(), c.operator()).forEach(c::tell));
    on(
        Command.Name.class,
        (c, name) -> c.dialogue().enter(new Entry.Name(c.id(), name.name(), c.positions().all())));
    on(Command.Join.class, CommandHandlers::join);
    proposes(
        Command.Part.class,
        (c, part) -> new Entry.Part(c.id(), part.room(), c.positions().leave(part.room())));
    on(Command.Say.class, CommandHandlers::say);
    on(
        Command.Msg.class,
        (c, msg) -> c.dialogue().say(new Entry.Direct(c.id(), msg.name(), msg.text())));
    on(Command.Pipe.class, CommandHandlers::pipe);
    asks(
        Command.History.class,
        (c, history) -> new Query.History(c.id(), history.room(), history.lines()));
    asks(Command.Rooms.class, (c, rooms) -> new Query.Rooms(c.id()));
    asks(Command.Who.class, (c, who) -> new Query.Who(c.id(), who.room()));
    asks(Command.Why.class, (c, why) -> new Query.Why(c.id(), why.name()));
    asks(Command.Stats.class, (c, stats) -> new Query.Stats(c.id()));
    on(Command.SetFormat.class, CommandHandlers::format);
    on(Command.Echo.class, CommandHandlers::echo);
    on(Command.Receipts.class, CommandHandlers::receipts);
    on(Command.Confirm.class, (c, confirm) -> c.evidence().confirmBy(confirm.level()));
    proposes(Command.Window.class, (c, window) -> new Entry.Window(c.id(), window.lines()));
    on(Command.Ack.class, (c, ack) -> c.evidence().ack(ack.ids()));
    on(Command.AckUpTo.class, (c, ack) -> c.evidence().ackUpTo(ack.id()));
    on(Command.Nack.class, (c, nack) -> c.evidence().nack(nack.id(), nack.seconds()));
    asks(Command.Dead.class, (c, dead) -> new Query.Dead(c.id(), dead.room()));
    proposes(Command.DeadRetry.class, (c, dead) -> new Entry.DeadRetry(c.id(), dead.id()));
    proposes(Command.DeadDrop.class, (c, dead) -> new Entry.DeadDrop(c.id(), dead.id()));
    on(Command.Heartbeat.class, CommandHandlers::heartbeat);
    on(Command.Pong.class, (c, pong) -> c.evidence().pong(pong.token()));
    on(Command.Drain.class, CommandHandlers::drain);
    proposes(Command.Kick.class, (c, kick) -> new Entry.Kick(c.id(), kick.name(), kick.reset()));
    on(Command.Ping.class, (c, ping) -> c.tell(Notices.pong(ping.token())));
    on(Command.Quit.class, (c, quit) -> c.close(CloseCause.QUIT));
  }

  private CommandHandlers() {}

  private static <C extends Command> void on(
      Class<C> type, BiConsumer<ClientConnection, C> handler) {
    TABLE.put(type, (connection, command) -> handler.accept(connection, type.cast(command)));
  }

  /** The command becomes an entry, whose answer is waited for. */
  private static <C extends Command> void proposes(
      Class<C> type, BiFunction<ClientConnection, C, Entry> entry) {
    on(type, (c, command) -> c.dialogue().propose(entry.apply(c, command)));
  }

  /** The command becomes a query. */
  private static <C extends Command> void asks(
      Class<C> type, BiFunction<ClientConnection, C, Query> query) {
    on(type, (c, command) -> c.dialogue().ask(query.apply(c, command)));
  }

  /** Carries the command out, or begins to. */
  static void handle(ClientConnection connection, Command command) {
    TABLE.get(command.getClass()).accept(connection, command);
  }

  private static void join(ClientConnection connection, Command.Join join) {
    connection
        .dialogue()
        .join(
            new Entry.Join(
                connection.id(),
                join.room(),
                join.group(),
                join.from(),
                connection.positions().leftBy(join.room())));
  }

  private static void say(ClientConnection connection, Command.Say say) {
    connection
        .dialogue()
        .say(new Entry.Say(connection.id(), say.room(), say.urgent(), say.key(), say.text()));
  }

  private static void pipe(ClientConnection connection, Command.Pipe pipe) {
    connection.tell(Notices.pipe(pipe.room()));
    connection.speaking().pipe(pipe.room());
  }

  private static void format(ClientConnection connection, Command.SetFormat format) {
    connection.format(format.format());
    connection.tell(Notices.format(format.format()));
  }

  private static void echo(ClientConnection connection, Command.Echo echo) {
    connection.echo(echo.on());
    connection.tell(Notices.echo(echo.on()));
  }

  private static void receipts(ClientConnection connection, Command.Receipts receipts) {
    connection.dialogue().receipts(receipts.on());
    connection.tell(Notices.receipts(receipts.on()));
  }

  private static void heartbeat(ClientConnection connection, Command.Heartbeat heartbeat) {
    connection.vitals().heartbeat(heartbeat.seconds());
    connection.tell(Notices.heartbeat(heartbeat.seconds()));
  }

  private static void drain(ClientConnection connection, Command.Drain drain) {
    if (connection.operator()) {
      connection.tell(Notices.drainBegun());
      connection.gateway().drainServer();
    } else {
      connection.tell(Errors.operatorsOnly());
    }
  }
}
