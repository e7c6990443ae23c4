package lifeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rules for the names of classes and tests and for the size of folders, checked in the sources. */
class HouseRulesTest {
  private static final int MAX_TEST_NAME = 60;
  private static final int MAX_FILES = 30;

  /** Words that look like a gerund or a participle and are nouns of the field. */
  private static final Map<String, String> NOUNS =
      Map.of(
          "Binding", "an address with what is bound to it",
          "Encoding", "how characters become bytes",
          "Founding", "the creation of a cluster's first node",
          "Framing", "how a stream is cut into messages",
          "Mapping", "which value of one type stands for which of another",
          "String", "a sequence of characters");

  /** Irregular participles; the regular ones end in -ed. */
  private static final Set<String> PARTICIPLES =
      Set.of(
          "Begun", "Broken", "Given", "Gone", "Heard", "Held", "Kept", "Known", "Lost", "Said",
          "Sent", "Shown", "Spoken", "Taken", "Told", "Written");

  private static final Pattern TEST =
      Pattern.compile("\\bvoid\\s+(\\w+)\\s*\\(|\\bArchRule\\s+(\\w+)\\s*=");

  private static List<Path> main;
  private static List<Path> tests;

  @BeforeAll
  static void listSources() throws IOException {
    main = sources(Path.of("src/main/java"));
    tests = sources(Path.of("src/test/java"));
  }

  @Test
  void shouldNameClassesByNouns() {
    List<String> found = new ArrayList<>();
    for (Path file : all()) {
      String name = simpleName(file).replaceFirst("(Test|IT)$", "");
      String head = name.replaceFirst(".*[a-z0-9](?=[A-Z])", "");
      boolean verbal = head.matches("\\w+(ing|[^e]ed)") || PARTICIPLES.contains(head);
      if (verbal && !NOUNS.containsKey(head)) {
        found.add(file + " ends in a gerund or participle");
      }
    }
    assertNone(found);
  }

  @Test
  void shouldUseASimpleClassNameOnce() {
    Map<String, Path> first = new TreeMap<>();
    List<String> found = new ArrayList<>();
    for (Path file : all()) {
      Path other = first.putIfAbsent(simpleName(file), file);
      if (other != null) {
        found.add(file + " has the name of " + other);
      }
    }
    assertNone(found);
  }

  @Test
  void shouldKeepTestNamesShort() throws IOException {
    Set<String> found = new TreeSet<>();
    for (Path file : tests) {
      Matcher names = TEST.matcher(Files.readString(file));
      while (names.find()) {
        String name = names.group(1) != null ? names.group(1) : names.group(2);
        if (name.length() > MAX_TEST_NAME) {
          found.add(file + ": " + name + " has " + name.length() + " characters");
        }
      }
    }
    assertNone(found);
  }

  @Test
  void shouldKeepFoldersSmall() {
    Map<Path, Integer> sizes = new TreeMap<>();
    all().forEach(file -> sizes.merge(file.getParent(), 1, Integer::sum));
    List<String> found = new ArrayList<>();
    sizes.forEach(
        (folder, size) -> {
          if (size > MAX_FILES) {
            found.add(folder + " has " + size + " classes");
          }
        });
    assertNone(found);
  }

  @Test
  void shouldNotDependOnSpecialTestsInTestSupport() throws IOException {
    Pattern imported = Pattern.compile("import lifeline\\.it\\.(?!support\\.).*;");
    List<String> found = new ArrayList<>();
    for (Path file : tests) {
      if (file.getParent().endsWith("it/support")) {
        imported
            .matcher(Files.readString(file))
            .results()
            .forEach(m -> found.add(file + m.group()));
      }
    }
    assertNone(found);
  }

  private static List<Path> all() {
    return Stream.concat(main.stream(), tests.stream()).toList();
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
          .sorted()
          .toList();
    }
  }

  private static String simpleName(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private static void assertNone(Iterable<String> found) {
    assertEquals("", String.join("\n", found));
  }
}
