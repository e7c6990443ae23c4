package lifeline.delivery;

import java.util.List;
import java.util.function.Consumer;
import lifeline.delivery.entry.DeliverBuilder;
import lifeline.delivery.entry.Effect;
import lifeline.protocol.Message;

/** One entry being applied: its time, in milliseconds since the epoch, and where effects go. */
record ApplyContext(long now, Consumer<Effect> effects) {

  void emit(Effect effect) {
    effects.accept(effect);
  }

  /** Has the member's connection write the lines; nothing if there are none. */
  void deliver(Member member, DeliverBuilder lines) {
    List<Effect.Deliver.Part> parts = lines.parts();
    if (!parts.isEmpty()) {
      emit(new Effect.Deliver(member.session.id, member.room.name, parts));
    }
  }

  void answer(Session session, Message... messages) {
    effects.accept(new Effect.Answered(session.id, List.of(messages)));
  }

  void answer(Session session, List<Message> messages) {
    effects.accept(new Effect.Answered(session.id, List.copyOf(messages)));
  }
}
