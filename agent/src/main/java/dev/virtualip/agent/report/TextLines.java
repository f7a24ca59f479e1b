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
    boolean plain = text.chars().allMatch(c -> c > ' ' && c != '"' && c != '\\' && c != 0x7f);
    if (plain && !text.isEmpty()) {
      return text;
    }
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
