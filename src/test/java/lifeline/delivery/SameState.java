package lifeline.delivery;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeline.codec.ByteOut;
import lifeline.delivery.lines.RoomLog;
import lifeline.delivery.lines.SeqSet;

/**
 * Holds two state machines against each other, field by field, with the order of every map and
 * list, so that none is forgotten when state is saved. What may differ is named here.
 */
final class SameState {
  private final IdentityHashMap<Object, Object> partners = new IdentityHashMap<>();

  /** Class and name of each field that was looked at, and whether anything was ever in it. */
  private final Map<String, Boolean> fields = new TreeMap<>();

  /** Fails with the way to the first field that differs. */
  void check(DeliveryMachine one, DeliveryMachine other) {
    partners.clear();
    for (String field : List.of("state", "lastTime")) {
      try {
        Field of = DeliveryMachine.class.getDeclaredField(field);
        of.setAccessible(true);
        compare(of.get(one), of.get(other), field);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(field, e);
      }
    }
  }

  /** Fields in which nothing was, whenever they were looked at: nothing is known of them. */
  List<String> neverSet() {
    return fields.entrySet().stream().filter(f -> !f.getValue()).map(Map.Entry::getKey).toList();
  }

  private void compare(Object one, Object other, String way) {
    if (one == null || other == null || one.getClass() != other.getClass()) {
      require(one == other, way, one, other);
      return;
    }
    if (one instanceof String || one instanceof Number || one instanceof Boolean) {
      require(one.equals(other), way, one, other);
      return;
    }
    if (one instanceof Enum || one instanceof SeqSet) {
      require(one.equals(other), way, one, other);
      return;
    }
    Object partner = partners.putIfAbsent(one, other);
    if (partner != null) {
      require(partner == other, way + " (another object)", one, other);
    } else if (one instanceof RoomLog log) {
      compare(bytes(log), bytes((RoomLog) other), way);
    } else if (one.getClass() == HashMap.class) {
      // Without order, so it only leads back to what is found in another way too.
      compare(((Map<?, ?>) one).size(), ((Map<?, ?>) other).size(), way + ".size");
    } else if (one instanceof Map<?, ?> map) {
      compareAll(map.entrySet(), ((Map<?, ?>) other).entrySet(), way);
    } else if (one instanceof Map.Entry<?, ?> entry) {
      compare(entry.getKey(), ((Map.Entry<?, ?>) other).getKey(), way + ".key");
      compare(
          entry.getValue(), ((Map.Entry<?, ?>) other).getValue(), way + "[" + entry.getKey() + "]");
    } else if (one instanceof Collection<?> all) {
      compareAll(all, (Collection<?>) other, way);
    } else if (one.getClass().isArray()) {
      compare(Array.getLength(one), Array.getLength(other), way + ".length");
      for (int i = 0; i < Array.getLength(one); i++) {
        compare(Array.get(one, i), Array.get(other, i), way + "[" + i + "]");
      }
    } else {
      compareFields(one, other, way);
    }
  }

  private void compareAll(Collection<?> one, Collection<?> other, String way) {
    compare(one.size(), other.size(), way + ".size");
    Iterator<?> others = other.iterator();
    int index = 0;
    for (Object element : one) {
      compare(element, others.next(), element instanceof Map.Entry ? way : way + "[" + index + "]");
      index++;
    }
  }

  private void compareFields(Object one, Object other, String way) {
    for (Class<?> type = one.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          try {
            Object left = field.get(one);
            Object right = field.get(other);
            if (one instanceof Session && field.getName().equals("formerSubscriptions")) {
              left = kept(left);
              right = kept(right);
            }
            fields.merge(
                type.getSimpleName() + "." + field.getName(), isSet(left), Boolean::logicalOr);
            compare(left, right, way + "." + field.getName());
          } catch (IllegalAccessException e) {
            throw new LinkageError(way, e);
          }
        }
      }
    }
  }

  private static boolean isSet(Object value) {
    if (value instanceof SeqSet seqs) {
      return !seqs.isEmpty();
    }
    if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    }
    if (value instanceof Collection<?> all) {
      return !all.isEmpty();
    }
    return value != null && !value.equals(false) && !value.equals(0) && !value.equals(0L);
  }

  /** Leftovers of places that have ended are good for nothing, and not saved. */
  private static List<Session.FormerSubscription> kept(Object leftovers) {
    return ((List<?>) leftovers)
        .stream()
            .map(Session.FormerSubscription.class::cast)
            .filter(Session.FormerSubscription::exists)
            .toList();
  }

  /** A log's arrays may begin before what is kept, and be larger. */
  private static byte[] bytes(RoomLog log) {
    ByteOut out = new ByteOut();
    log.save(out);
    return out.toBytes();
  }

  private static void require(boolean same, String way, Object one, Object other) {
    if (!same) {
      throw new AssertionError(way + " is " + other + " instead of " + one);
    }
  }
}
