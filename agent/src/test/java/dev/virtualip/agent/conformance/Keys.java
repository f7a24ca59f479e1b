package dev.virtualip.agent.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds keys that no row knows, before anything else is judged: a misspelt key that is required
 * would otherwise be told as one that is missing.
 */
final class Keys {

  private Keys() {}

  /**
   * @param path for the message
   * @throws IllegalArgumentException that names the key and where it is
   */
  static void requireKnown(JsonNode node, Type type, String path) {
    switch (type) {
      case Class<?> record when record.isRecord() && node.isObject() -> {
        List<RecordComponent> components = List.of(record.getRecordComponents());
        node.properties().forEach(entry -> requireKnown(entry, components, path));
      }
      case ParameterizedType list when list.getRawType() == List.class && node.isArray() -> {
        for (int index = 0; index < node.size(); index++) {
          requireKnown(node.get(index), list.getActualTypeArguments()[0], path + "[" + index + "]");
        }
      }
      case ParameterizedType map when map.getRawType() == Map.class && node.isObject() ->
          node.properties()
              .forEach(
                  entry ->
                      requireKnown(
                          entry.getValue(),
                          map.getActualTypeArguments()[1],
                          path + "." + entry.getKey()));
      default -> {
        // A value, or something that is of the wrong kind; reading it will tell.
      }
    }
  }

  private static void requireKnown(
      Map.Entry<String, JsonNode> entry, List<RecordComponent> components, String path) {
    RecordComponent component =
        components.stream()
            .filter(candidate -> candidate.getName().equals(entry.getKey()))
            .findAny()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "unknown key '%s' in %s; known are %s"
                            .formatted(entry.getKey(), path, names(components).toList())));
    requireKnown(entry.getValue(), component.getGenericType(), path + "." + entry.getKey());
  }

  private static Stream<String> names(List<RecordComponent> components) {
    return components.stream().map(RecordComponent::getName);
  }
}
