package lifeline.config.reading;

/** How the text of a value is read. */
@FunctionalInterface
interface ValueParser<T> {
  /**
   * The value of a text; null if the text stands for off.
   *
   * @throws InvalidValueException if the text cannot be used
   */
  T parse(String text) throws InvalidValueException;
}
