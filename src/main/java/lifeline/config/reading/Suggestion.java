package lifeline.config.reading;

import java.util.Collection;
import java.util.Comparator;

/** Finds the key that a user may have meant. */
final class Suggestion {
  private static final int MAX_DISTANCE = 2;

  private Suggestion() {}

  /** {@code ; did you mean …?}, or an empty text if no known key is similar. */
  static String hint(String key, Collection<String> known) {
    return known.stream()
        .filter(candidate -> distance(key, candidate) <= MAX_DISTANCE)
        .min(Comparator.comparingInt(candidate -> distance(key, candidate)))
        .map(candidate -> "; did you mean " + candidate + "?")
        .orElse("");
  }

  /** Levenshtein's distance: letters to add, remove or change. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
