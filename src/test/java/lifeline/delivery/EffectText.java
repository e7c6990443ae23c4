package lifeline.delivery;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lifeline.delivery.entry.Effect;
import lifeline.protocol.LineBlock;

/** Effects as text that stays the same when classes and fields are renamed. */
final class EffectText {
  private static final Map<Class<? extends Effect>, String> WORDS =
      Map.ofEntries(
          Map.entry(Effect.LinesAppended.class, "lines"),
          Map.entry(Effect.Presence.class, "presence"),
          Map.entry(Effect.Dropped.class, "dropped"),
          Map.entry(Effect.Named.class, "named"),
          Map.entry(Effect.Joined.class, "joined"),
          Map.entry(Effect.Parted.class, "parted"),
          Map.entry(Effect.Deliver.class, "deliver"),
          Map.entry(Effect.Withdrawn.class, "withdrawn"),
          Map.entry(Effect.Receipted.class, "receipt"),
          Map.entry(Effect.Refused.class, "refused"),
          Map.entry(Effect.Answered.class, "answered"),
          Map.entry(Effect.Notified.class, "notified"),
          Map.entry(Effect.Close.class, "close"));

  private EffectText() {}

  /** The word of the effect's kind, and its values in their order. */
  static String of(Effect effect) {
    String word = WORDS.get(effect.getClass());
    if (word == null) {
      throw new AssertionError("the state machine has no effect " + effect);
    }
    return word + " " + value(effect);
  }

  private static String value(Object value) {
    if (value instanceof LineBlock lines) {
      return lines.count() + " lines";
    }
    if (value instanceof List<?> list) {
      return list.stream().map(EffectText::value).collect(Collectors.joining(" ", "[", "]"));
    }
    if (value instanceof Record fields) {
      StringBuilder text = new StringBuilder();
      for (RecordComponent field : fields.getClass().getRecordComponents()) {
        text.append(text.length() == 0 ? "(" : ", ").append(value(read(field, fields)));
      }
      return text.append(')').toString();
    }
    return String.valueOf(value);
  }

  private static Object read(RecordComponent field, Record of) {
    try {
      field.getAccessor().setAccessible(true);
      return field.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(field.getName(), e);
    }
  }
}
