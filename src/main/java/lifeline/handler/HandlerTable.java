package lifeline.handler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * What is done with each kind of a sealed type: one row per kind, in place of a chain of {@code
 * instanceof}. A table is complete or it is not built, so a new kind cannot be forgotten.
 *
 * @param <C> what handles the values
 * @param <T> the sealed type
 */
public final class HandlerTable<C, T> {
  private final Map<Class<?>, BiConsumer<C, T>> handlers;

  private HandlerTable(Map<Class<?>, BiConsumer<C, T>> handlers) {
    this.handlers = handlers;
  }

  /** A table without rows, for values of {@code type}, which has to be sealed. */
  public static <C, T> Builder<C, T> of(Class<T> type) {
    return new Builder<>(type);
  }

  /** Has the value handled by the handler of its kind. */
  public void handle(C context, T value) {
    Objects.requireNonNull(handlers.get(value.getClass()), "every class has a handler")
        .accept(context, value);
  }

  /** Collects the rows of a table. */
  public static final class Builder<C, T> {
    private final Class<T> type;
    private final Map<Class<?>, BiConsumer<C, T>> handlers = new HashMap<>();

    private Builder(Class<T> type) {
      this.type = type;
    }

    /**
     * Adds a row.
     *
     * @param kind a kind, or a sealed type below {@code T} for all kinds of it
     * @throws IllegalArgumentException if there is a row for the kind already
     */
    public <K extends T> Builder<C, T> on(Class<K> kind, BiConsumer<C, K> handler) {
      for (Class<?> one : kinds(kind)) {
        if (handlers.put(one, (c, value) -> handler.accept(c, kind.cast(value))) != null) {
          throw new IllegalArgumentException("two handlers for " + one);
        }
      }
      return this;
    }

    /**
     * The table.
     *
     * @throws IllegalStateException if a kind has no row
     */
    public HandlerTable<C, T> build() {
      for (Class<?> kind : kinds(type)) {
        if (!handlers.containsKey(kind)) {
          throw new IllegalStateException("no handler for " + kind);
        }
      }
      return new HandlerTable<>(handlers);
    }

    private static List<Class<?>> kinds(Class<?> type) {
      if (!type.isSealed()) {
        return List.of(type);
      }
      List<Class<?>> kinds = new ArrayList<>();
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        kinds.addAll(kinds(permitted));
      }
      return kinds;
    }
  }
}
