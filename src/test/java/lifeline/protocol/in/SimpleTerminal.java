package lifeline.protocol.in;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What {@link TelnetDecoder} does, written down once more with the whole input at hand. */
final class SimpleTerminal {
  private static final String ERASE_CHARACTER = "EC";
  private static final String ERASE_LINE = "EL";

  private final int maxLine;
  private final boolean verbatim;

  /** One character each; longer ones are commands and what is to be told. */
  private final List<String> items = new ArrayList<>();

  private final List<String> events = new ArrayList<>();
  private String line = "";
  private int overlong;
  private boolean goAheadSuppressed;

  SimpleTerminal(int maxLine, boolean verbatim) {
    this.maxLine = maxLine;
    this.verbatim = verbatim;
  }

  List<String> decode(byte[] bytes) {
    String input = new String(bytes, StandardCharsets.ISO_8859_1);
    for (int i = 0; i < input.length(); ) {
      i = input.charAt(i) == 255 ? command(input, i + 1) : character(input, i);
    }
    for (int i = 0; i < items.size(); ) {
      i = edit(i);
    }
    if (!line.isEmpty() || overlong > 0) {
      end();
    }
    events.add("end");
    return events;
  }

  private int character(String input, int i) {
    items.add(input.substring(i, i + 1));
    return i + 1;
  }

  /** Takes the command behind the IAC; returns where it ends. */
  private int command(String input, int i) {
    if (i == input.length()) {
      return i;
    }
    int value = input.charAt(i);
    if (value == 250) {
      for (int j = i + 1; j + 1 < input.length(); j++) {
        if (input.charAt(j) == 255) {
          if (input.charAt(j + 1) == 240) {
            return j + 2;
          }
          j++;
        }
      }
      return input.length();
    }
    if (value >= 251 && value <= 254) {
      if (i + 1 < input.length()) {
        option(value, input.charAt(i + 1));
      }
      return Math.min(i + 2, input.length());
    }
    switch (value) {
      case 255 -> items.add("\u00ff");
      case 246 -> items.add("reply \r\n* lifeline is here\r\n");
      case 247 -> items.add(ERASE_CHARACTER);
      case 248 -> items.add(ERASE_LINE);
      default -> {}
    }
    if (verbatim) {
      items.removeIf(item -> item.equals(ERASE_CHARACTER) || item.equals(ERASE_LINE));
    }
    return i + 1;
  }

  private void option(int verb, char option) {
    boolean will = verb == 251;
    if (option == 6 && verb <= 252) {
      items.add("mark");
    } else if (option == 3 && verb <= 252) {
      if (will != goAheadSuppressed) {
        goAheadSuppressed = will;
        reply(will ? 253 : 254, option);
      }
    } else if (will) {
      reply(254, option);
    } else if (verb == 253) {
      reply(option == 6 ? 251 : 252, option);
    }
  }

  private void reply(int verb, char option) {
    items.add("reply \u00ff" + (char) verb + option);
  }

  /** Takes one item, or the two of a line end with what is told between; returns what is next. */
  private int edit(int i) {
    String item = items.get(i);
    if (item.equals("\r")) {
      int next = i + 1;
      while (next < items.size() && items.get(next).length() > 2) {
        next++;
      }
      String follower = next == items.size() ? "\n" : items.get(next);
      if (follower.equals("\n") || follower.equals("\0")) {
        events.addAll(items.subList(i + 1, next));
        end();
        return Math.min(next + 1, items.size());
      }
    }
    boolean erase = item.equals("\b") || item.equals("\177");
    if (item.length() > 2) {
      events.add(item);
    } else if (item.equals(ERASE_LINE)) {
      line = "";
      overlong = 0;
    } else if (item.equals(ERASE_CHARACTER) || (erase && !verbatim)) {
      erase();
    } else if (item.equals("\n")) {
      end();
    } else if (overlong > 0 || line.length() == maxLine) {
      overlong = Math.max(overlong, maxLine) + 1;
      line = "";
    } else {
      line += item;
    }
    return i + 1;
  }

  private void erase() {
    for (int n = 1; n <= Math.min(4, line.length()); n++) {
      String last = line.substring(line.length() - n);
      String text = new String(last.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      if (text.indexOf('\ufffd') < 0 && text.codePointCount(0, text.length()) == 1) {
        line = line.substring(0, line.length() - n);
        return;
      }
    }
    line = line.isEmpty() ? line : line.substring(0, line.length() - 1);
  }

  private void end() {
    events.add(overlong > 0 ? "too long " + overlong : "line " + line);
    line = "";
    overlong = 0;
  }
}
