package lifeline.gateway.client;

import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import lifeline.connection.CloseCause;
import lifeline.delivery.entry.Entry;
import lifeline.delivery.entry.Query;
import lifeline.handler.HandlerTable;
import lifeline.protocol.Command;
import lifeline.protocol.CommandParser;
import lifeline.protocol.Errors;
import lifeline.protocol.Notices;

/**
 * What each command does: what concerns one connection alone is done here, everything else becomes
 * an entry or a query.
 */
final class CommandHandlers {
  private static final HandlerTable<ClientConnection, Command> TABLE =
      HandlerTable.<ClientConnection, Command>of(Command.class)
          .on(Command.Help.class, CommandHandlers::help)
          .on(Command.Name.class, CommandHandlers::name)
          .on(Command.Join.class, CommandHandlers::join)
          .on(Command.Part.class, proposes(CommandHandlers::part))
          .on(Command.Say.class, CommandHandlers::say)
          .on(Command.Msg.class, CommandHandlers::msg)
          .on(Command.Pipe.class, CommandHandlers::pipe)
          .on(
              Command.History.class,
              asks((c, history) -> new Query.History(c.id(), history.room(), history.lines())))
          .on(Command.Rooms.class, asks((c, rooms) -> new Query.Rooms(c.id())))
          .on(Command.Who.class, asks((c, who) -> new Query.Who(c.id(), who.room())))
          .on(Command.Why.class, asks((c, why) -> new Query.Why(c.id(), why.name())))
          .on(Command.Stats.class, asks((c, stats) -> new Query.Stats(c.id())))
          .on(Command.SetFormat.class, CommandHandlers::format)
          .on(Command.Echo.class, CommandHandlers::echo)
          .on(Command.Receipts.class, CommandHandlers::receipts)
          .on(Command.Confirm.class, (c, confirm) -> c.confirmations().confirmBy(confirm.level()))
          .on(
              Command.Window.class,
              proposes((c, window) -> new Entry.Window(c.id(), window.lines())))
          .on(Command.Ack.class, (c, ack) -> c.confirmations().ack(ack.ids()))
          .on(Command.AckUpTo.class, (c, ack) -> c.confirmations().ackUpTo(ack.id()))
          .on(Command.Nack.class, (c, nack) -> c.confirmations().nack(nack.id(), nack.seconds()))
          .on(Command.Dead.class, asks((c, dead) -> new Query.Dead(c.id(), dead.room())))
          .on(
              Command.DeadRetry.class,
              proposes((c, dead) -> new Entry.DeadRetry(c.id(), dead.id())))
          .on(Command.DeadDrop.class, proposes((c, dead) -> new Entry.DeadDrop(c.id(), dead.id())))
          .on(Command.Heartbeat.class, CommandHandlers::heartbeat)
          .on(Command.Pong.class, (c, pong) -> c.confirmations().pong(pong.token()))
          .on(Command.Drain.class, CommandHandlers::drain)
          .on(
              Command.Kick.class,
              proposes((c, kick) -> new Entry.Kick(c.id(), kick.name(), kick.reset())))
          .on(Command.Ping.class, (c, ping) -> c.send(Notices.pong(ping.token())))
          .on(Command.Quit.class, (c, quit) -> c.close(CloseCause.QUIT))
          .build();

  private CommandHandlers() {}

  /** Carries the command out, or makes the request that does. */
  static void handle(ClientConnection connection, Command command) {
    TABLE.handle(connection, command);
  }

  /** The command becomes an entry, whose answer is waited for. */
  private static <C extends Command> BiConsumer<ClientConnection, C> proposes(
      BiFunction<ClientConnection, C, Entry> entry) {
    return (c, command) -> c.pipeline().propose(entry.apply(c, command));
  }

  /** The command becomes a query. */
  private static <C extends Command> BiConsumer<ClientConnection, C> asks(
      BiFunction<ClientConnection, C, Query> query) {
    return (c, command) -> c.pipeline().ask(query.apply(c, command));
  }

  private static void help(ClientConnection connection, Command.Help help) {
    CommandParser.help(help.topic(), connection.operator()).forEach(connection::send);
  }

  private static void name(ClientConnection connection, Command.Name name) {
    connection
        .pipeline()
        .rename(new Entry.Name(connection.id(), name.name(), connection.confirmations().stopAll()));
  }

  private static void join(ClientConnection connection, Command.Join join) {
    Entry.Position left = connection.confirmations().stopForJoin(join.room());
    connection
        .pipeline()
        .join(new Entry.Join(connection.id(), join.room(), join.group(), join.from(), left));
  }

  private static Entry part(ClientConnection connection, Command.Part part) {
    return new Entry.Part(
        connection.id(), part.room(), connection.confirmations().leave(part.room()));
  }

  private static void say(ClientConnection connection, Command.Say say) {
    connection
        .pipeline()
        .say(new Entry.Say(connection.id(), say.room(), say.urgent(), say.key(), say.text()));
  }

  private static void msg(ClientConnection connection, Command.Msg msg) {
    connection.pipeline().say(new Entry.Direct(connection.id(), msg.name(), msg.text()));
  }

  private static void pipe(ClientConnection connection, Command.Pipe pipe) {
    connection.send(Notices.pipe(pipe.room()));
    connection.handler().pipe(pipe.room());
  }

  private static void format(ClientConnection connection, Command.SetFormat format) {
    connection.format(format.format());
    connection.send(Notices.format(format.format()));
  }

  private static void echo(ClientConnection connection, Command.Echo echo) {
    connection.echo(echo.on());
    connection.send(Notices.echo(echo.on()));
  }

  private static void receipts(ClientConnection connection, Command.Receipts receipts) {
    connection.pipeline().receipts(receipts.on());
    connection.send(Notices.receipts(receipts.on()));
  }

  private static void heartbeat(ClientConnection connection, Command.Heartbeat heartbeat) {
    connection.probe().heartbeat(heartbeat.seconds());
    connection.send(Notices.heartbeat(heartbeat.seconds()));
  }

  private static void drain(ClientConnection connection, Command.Drain drain) {
    if (connection.operator()) {
      connection.send(Notices.drainBegun());
      connection.host().loop().drainServer();
    } else {
      connection.send(Errors.operatorsOnly());
    }
  }
}
