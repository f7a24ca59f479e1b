package dev.virtualip.agent.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code ?format=text}: one line for each item, {@code key=value}, for people and the shell. */
final class TextLines {

  private TextLines() {}

  /** A line for each element of {@code items}; nested values are named by their path. */
  static String of(JsonNode items) {
    StringBuilder text = new StringBuilder();
    for (JsonNode item : items) {
      List<String> pairs = new ArrayList<>();
      collect("", item, pairs);
      text.append(String.join(" ", pairs)).append('\n');
    }
    return text.toString();
  }

  private static void collect(String path, JsonNode value, List<String> pairs) {
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        collect(
            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), pairs);
      }
    } else if (value.isArray() && !value.isEmpty() && value.get(0).isValueNode()) {
      List<String> texts = new ArrayList<>();
      value.forEach(element -> texts.add(element.asText()));
      pairs.add(path + "=" + quoted(String.join(",", texts)));
    } else if (value.isArray()) {
      int index = 0;
      for (JsonNode element : value) {
        collect(path + "." + index++, element, pairs);
      }
    } else {
      pairs.add(path + "=" + (value.isNull() ? "-" : quoted(value.asText())));
    }
  }

  private static String quoted(String text) {
    boolean plain = text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
    if (plain && !text.isEmpty()) {
      return text;
    }
    StringBuilder line = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                default -> {
                  // Control sequences of a terminal, and the line separators of Unicode.
                  if (Character.isISOControl(point) || point == 0x2028 || point == 0x2029) {
                    line.append("\\u%04x".formatted(point));
                  } else {
                    line.appendCodePoint(point);
                  }
                }
              }
            });
    return line.append('"').toString();
  }
}
