package lifeline.delivery.entry;

import java.util.function.Function;
import lifeline.codec.ByteIn;
import lifeline.connection.CloseCause;
import lifeline.connection.ConfirmLevel;

/**
 * Reads enums that are kept by their words, as users know them: a word that is kept may be added,
 * with a new {@link lifeline.codec.CodecVersion#LEVEL}, but neither changed nor taken away.
 */
public final class EnumWords {
  private EnumWords() {}

  public static ConfirmLevel level(ByteIn in) {
    return choice(in, ConfirmLevel.values(), ConfirmLevel::word);
  }

  public static CloseCause cause(ByteIn in) {
    return choice(in, CloseCause.values(), CloseCause::word);
  }

  private static <E> E choice(ByteIn in, E[] values, Function<E, String> wordOf) {
    String word = in.known();
    for (E value : values) {
      if (wordOf.apply(value).equals(word)) {
        return value;
      }
    }
    throw in.unreadable("unknown word " + word);
  }
}
