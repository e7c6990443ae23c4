package lifeline.config.reading;

/** How the text of a value is read. */
@FunctionalInterface
interface ValueParser<T> {
  /**
   * The value of a text; null where it stands for off.
   *
   * @throws Wrong with the reason, if the text can't be used
   */
  T read(String text) throws Wrong;

  /** A text that can't be used, and why. */
  final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(String reason) {
      super(reason);
    }
  }
}
