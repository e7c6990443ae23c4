package lifeline.gateway;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import lifeline.connection.CloseCause;
import lifeline.delivery.Entry;
import lifeline.delivery.Query;
import lifeline.protocol.Command;
import lifeline.protocol.CommandParser;
import lifeline.protocol.ErrorCode;
import lifeline.protocol.Message;

/** What each command does: what concerns one connection alone here, the rest by the dispatcher. */
final class CommandHandlers {
  private static final Map<Class<?>, BiConsumer<ClientConnection, Command>> TABLE = new HashMap<>();

  static {
    on(
        Command.Help.class,
        (c, help) -> CommandParser.help(help.topic(), c.operator()).forEach(c::tell));
    on(
        Command.Name.class,
        (c, name) -> c.enter(new Entry.Name(c.id(), name.name(), c.positions())));
    on(Command.Join.class, CommandHandlers::join);
    on(
        Command.Part.class,
        (c, part) -> c.propose(new Entry.Part(c.id(), part.room(), c.leave(part.room()))));
    on(
        Command.Say.class,
        (c, say) -> c.say(new Entry.Say(c.id(), say.room(), say.urgent(), say.key(), say.text())));
    on(Command.Msg.class, (c, msg) -> c.say(new Entry.Direct(c.id(), msg.name(), msg.text())));
    on(Command.Pipe.class, CommandHandlers::pipe);
    on(
        Command.History.class,
        (c, history) -> c.ask(new Query.History(c.id(), history.room(), history.lines())));
    on(Command.Rooms.class, (c, rooms) -> c.ask(new Query.Rooms(c.id())));
    on(Command.Who.class, (c, who) -> c.ask(new Query.Who(c.id(), who.room())));
    on(Command.Why.class, (c, why) -> c.ask(new Query.Why(c.id(), why.name())));
    on(Command.Stats.class, (c, stats) -> c.ask(new Query.Stats(c.id())));
    on(Command.SetFormat.class, CommandHandlers::format);
    on(Command.Echo.class, CommandHandlers::echo);
    on(Command.Receipts.class, CommandHandlers::receipts);
    on(Command.Confirm.class, (c, confirm) -> c.confirmBy(confirm.level()));
    on(Command.Window.class, (c, w) -> c.propose(new Entry.Window(c.id(), w.lines())));
    on(Command.Ack.class, (c, ack) -> c.ack(ack.ids()));
    on(Command.AckUpTo.class, (c, ack) -> c.ackUpTo(ack.id()));
    on(Command.Nack.class, (c, nack) -> c.nack(nack.id(), nack.seconds()));
    on(Command.Dead.class, (c, dead) -> c.ask(new Query.Dead(c.id(), dead.room())));
    on(Command.DeadRetry.class, (c, dead) -> c.propose(new Entry.DeadRetry(c.id(), dead.id())));
    on(Command.DeadDrop.class, (c, dead) -> c.propose(new Entry.DeadDrop(c.id(), dead.id())));
    on(Command.Heartbeat.class, CommandHandlers::heartbeat);
    on(Command.Pong.class, (c, pong) -> c.pong(pong.token()));
    on(Command.Drain.class, CommandHandlers::drain);
    on(Command.Kick.class, (c, k) -> c.propose(new Entry.Kick(c.id(), k.name(), k.reset())));
    on(Command.Ping.class, (c, ping) -> c.tell(notice("pong", ping.token())));
    on(Command.Quit.class, (c, quit) -> c.close(CloseCause.QUIT));
  }

  private CommandHandlers() {}

  private static <C extends Command> void on(
      Class<C> type, BiConsumer<ClientConnection, C> handler) {
    TABLE.put(type, (connection, command) -> handler.accept(connection, type.cast(command)));
  }

  /** Carries the command out, or begins to. */
  static void handle(ClientConnection connection, Command command) {
    TABLE.get(command.getClass()).accept(connection, command);
  }

  private static void join(ClientConnection connection, Command.Join join) {
    connection.join(
        new Entry.Join(
            connection.id(),
            join.room(),
            join.group(),
            join.from(),
            connection.leftBy(join.room())));
  }

  private static void pipe(ClientConnection connection, Command.Pipe pipe) {
    connection.tell(notice("pipe", pipe.room()));
    connection.pipe(pipe.room());
  }

  private static void format(ClientConnection connection, Command.SetFormat format) {
    connection.format(format.format());
    connection.tell(notice("format", format.format().name().toLowerCase(Locale.ROOT)));
  }

  private static void echo(ClientConnection connection, Command.Echo echo) {
    connection.echo(echo.on());
    connection.tell(notice("echo", onOff(echo.on())));
  }

  private static void receipts(ClientConnection connection, Command.Receipts receipts) {
    connection.receipts(receipts.on());
    connection.tell(notice("receipts", onOff(receipts.on())));
  }

  private static void heartbeat(ClientConnection connection, Command.Heartbeat heartbeat) {
    connection.vitals().heartbeat(heartbeat.seconds());
    connection.tell(
        notice("heartbeat", heartbeat.seconds() == 0 ? "off" : heartbeat.seconds() + "s"));
  }

  private static void drain(ClientConnection connection, Command.Drain drain) {
    if (connection.operator()) {
      connection.tell(notice("draining", "no more connections; all are told to come back"));
      connection.gateway().drainServer();
    } else {
      connection.tell(new Message.Problem(ErrorCode.FORBIDDEN, "for operators"));
    }
  }

  private static String onOff(boolean on) {
    return on ? "on" : "off";
  }

  private static Message notice(String code, String detail) {
    return detail.isEmpty()
        ? new Message.Notice(code, code + ":")
        : Message.Notice.of(code, detail);
  }
}
