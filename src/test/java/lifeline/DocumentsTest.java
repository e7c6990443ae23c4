package lifeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds what the documents name against the code: classes, tests, files, keys and numbers. */
class DocumentsTest {
  private static final Path DOCUMENTS = Path.of("src", "main", "docs");
  private static final Path MAIN = Path.of("src", "main", "java", "lifeline");
  private static final Path TEST = Path.of("src", "test", "java", "lifeline");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern CLASS_PATH =
      Pattern.compile("((?:[a-z]+/)*)([A-Z]\\w*[a-z]\\w*)(?:\\.(?:java|[a-zA-Z]\\w*))*");
  private static final Pattern CAMEL = Pattern.compile("[A-Z][a-z0-9]+(?:[A-Z]\\w*)+");
  private static final Pattern TEST_METHOD =
      Pattern.compile("(\\w+(?:Test|IT))(?:\\.([A-Z]\\w*))?(?:\\.(should\\w+))?");
  private static final Pattern KEY = Pattern.compile("([a-z][a-z-]*)((?:\\.[a-z][a-z-]*)+)");
  private static final Pattern FILE = Pattern.compile("(?:src|bin|conf|target|\\.ci)/[\\w./-]+");

  /** Classes of other projects, and words written like classes. */
  private static final Set<String> FOREIGN =
      Set.of("IdleStateHandler", "EpollTcpInfo", "NetSocket", "JavaScript", "GitHub", "PuTTY");

  /** A number in a document, and the constant of the code that it repeats. */
  private record Figure(String document, String text, String file, String constant, long unit) {}

  private static final List<Figure> FIGURES =
      List.of(
          figure(
              "architecture.md",
              "([\\d,]+) random histories against",
              "SimulationTest",
              "HISTORIES",
              1),
          figure(
              "architecture.md",
              "([\\d,]+) random histories of three nodes",
              "ClusterSimulationTest",
              "HISTORIES",
              1),
          figure(
              "operations.md",
              "at (\\d+) MiB of unanswered lines for each event loop",
              "InFlightBudget",
              "MAX_BYTES",
              1 << 20),
          figure(
              "operations.md", "(\\d+) KiB of replies wait", "InputBuffer", "MAX_REPLIES", 1 << 10),
          figure(
              "operations.md",
              "more than (\\d+) MiB of them wait",
              "UnwrittenBatches",
              "MAX_BYTES",
              1 << 20));

  private static Figure figure(
      String document, String text, String type, String constant, long unit) {
    return new Figure(document, text, type, constant, unit);
  }

  @Test
  void shouldNameOnlyClassesThatExist() throws IOException {
    Map<String, Path> classes = classes();
    List<String> unknown = new ArrayList<>();
    for (Path document : documents()) {
      for (String code : codes(document)) {
        Matcher path = CLASS_PATH.matcher(code);
        if (path.matches() && !path.group(1).isEmpty()) {
          Path file = Path.of(path.group(1), path.group(2) + ".java");
          if (!Files.exists(MAIN.resolve(file)) && !Files.exists(TEST.resolve(file))) {
            unknown.add(document.getFileName() + ": " + code);
          }
        } else if (CAMEL.matcher(code).matches()
            && !classes.containsKey(code)
            && !FOREIGN.contains(code)) {
          unknown.add(document.getFileName() + ": " + code);
        }
      }
    }
    assertEquals(List.of(), unknown);
  }

  @Test
  void shouldNameOnlyTestsThatExist() throws IOException {
    Map<String, Path> classes = classes();
    List<String> unknown = new ArrayList<>();
    for (Path document : documents()) {
      String former = null;
      for (String code : codes(document)) {
        String named = code.startsWith("should") && former != null ? former + "." + code : code;
        Matcher test = TEST_METHOD.matcher(named);
        if (!test.matches() || test.group(1).startsWith("X")) {
          continue;
        }
        former = test.group(1);
        Path file = classes.get(former);
        String text = file == null ? "" : Files.readString(file);
        boolean found =
            file != null
                && (test.group(2) == null || text.contains(" " + test.group(2)))
                && (test.group(3) == null || text.contains(" " + test.group(3) + "("));
        if (!found) {
          unknown.add(document.getFileName() + ": " + code);
        }
      }
    }
    assertEquals(List.of(), unknown);
  }

  @Test
  void shouldNameOnlyKeysOfTheConfiguration() throws IOException {
    String manual = Files.readString(Path.of("conf", "lifeline.yaml"));
    Set<String> sections = new HashSet<>();
    Matcher section = Pattern.compile("^#? ?([a-z][a-z-]*):", Pattern.MULTILINE).matcher(manual);
    while (section.find()) {
      sections.add(section.group(1));
    }
    List<String> unknown = new ArrayList<>();
    for (Path document : documents()) {
      for (String code : codes(document)) {
        Matcher key = KEY.matcher(code);
        if (!key.matches() || !sections.contains(key.group(1))) {
          continue;
        }
        String last = code.substring(code.lastIndexOf('.') + 1);
        if (!Pattern.compile("(^|[ {])" + last + "(:|  )", Pattern.MULTILINE)
            .matcher(manual)
            .find()) {
          unknown.add(document.getFileName() + ": " + code);
        }
      }
    }
    assertEquals(List.of(), unknown);
  }

  @Test
  void shouldNameOnlyFilesThatExist() throws IOException {
    List<String> unknown = new ArrayList<>();
    for (Path document : documents()) {
      Matcher file = FILE.matcher(Files.readString(document));
      while (file.find()) {
        String name = file.group().replaceAll("[.]+$", "");
        if (!name.startsWith("target") && !exists(name)) {
          unknown.add(document.getFileName() + ": " + name);
        }
      }
      Matcher link =
          Pattern.compile("\\]\\(([\\w./-]+)(?:#[\\w-]+)?\\)").matcher(Files.readString(document));
      while (link.find()) {
        Path target = document.toAbsolutePath().getParent().resolve(link.group(1));
        if (!Files.exists(target)) {
          unknown.add(document.getFileName() + ": " + link.group(1));
        }
      }
    }
    assertEquals(List.of(), unknown);
  }

  @Test
  void shouldRepeatTheNumbersOfTheCode() throws IOException {
    Map<String, Path> classes = classes();
    for (Figure figure : FIGURES) {
      String document = Files.readString(DOCUMENTS.resolve(figure.document));
      Matcher text = Pattern.compile(figure.text).matcher(document);
      assertTrue(text.find(), figure.document + " has " + figure.text);
      long written = Long.parseLong(text.group(1).replace(",", "")) * figure.unit;
      String code = Files.readString(classes.get(figure.file));
      Matcher constant = Pattern.compile("\\b" + figure.constant + " = ([^;]+);").matcher(code);
      assertTrue(constant.find(), figure.file + " has " + figure.constant);
      assertEquals(value(constant.group(1)), written, figure.toString());
    }
  }

  @Test
  void shouldKeepCellsOfTablesShort() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path document : documents()) {
      for (String line : Files.readAllLines(document)) {
        if (!line.startsWith("|")) {
          continue;
        }
        for (String cell : line.split("\\|", -1)) {
          if (cell.strip().split("\\s+", -1).length > 25) {
            tooLong.add(document.getFileName() + ": " + cell.strip());
          }
        }
      }
    }
    assertEquals(List.of(), tooLong);
  }

  /** The value of a constant: factors and shifts of numbers. */
  private static long value(String expression) {
    long value = 1;
    for (String factor : expression.split("\\*", -1)) {
      String[] shift = factor.strip().split("<<", -1);
      long base = Long.parseLong(shift[0].strip().replaceAll("[_L]", ""));
      value *= shift.length == 1 ? base : base << Integer.parseInt(shift[1].strip());
    }
    return value;
  }

  private static boolean exists(String name) {
    Path path = Path.of(name);
    return Files.exists(path) || name.contains("N.zip") || name.endsWith("/");
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.list(DOCUMENTS)) {
      return Stream.concat(
              files.filter(Files::isRegularFile).sorted(), Stream.of(Path.of("README.md")))
          .toList();
    }
  }

  private static Set<String> codes(Path document) throws IOException {
    Set<String> codes = new LinkedHashSet<>();
    Matcher code = CODE.matcher(Files.readString(document));
    while (code.find()) {
      codes.add(code.group(1));
    }
    return codes;
  }

  private static Map<String, Path> classes() {
    Map<String, Path> classes = new HashMap<>();
    for (Path root : List.of(MAIN, TEST)) {
      try (Stream<Path> files = Files.walk(root)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(file -> classes.put(file.getFileName().toString().replace(".java", ""), file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return classes;
  }
}
