package dev.virtualip.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes a value that has every field of a schema, each list with one item. */
final class Samples {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Samples() {}

  static JsonNode of(JsonNode schema) {
    JsonNode type = schema.path("type");
    return switch (type.asText()) {
      case "object" -> object(schema);
      case "array" -> {
        ArrayNode array = JSON.arrayNode();
        yield array.add(of(schema.path("items")));
      }
      case "integer" -> JSON.numberNode(Math.max(1, schema.path("minimum").asInt()));
      case "boolean" -> JSON.booleanNode(true);
      case "string" -> JSON.textNode(text(schema));
      case String other -> throw new IllegalArgumentException("no sample of type " + other);
    };
  }

  private static ObjectNode object(JsonNode schema) {
    ObjectNode object = JSON.objectNode();
    schema
        .path("properties")
        .properties()
        .forEach(property -> object.set(property.getKey(), of(property.getValue())));
    if (schema.has("additionalProperties")) {
      object.set("a", of(schema.path("additionalProperties")));
    }
    return object;
  }

  /** Matches all our patterns. */
  private static String text(JsonNode schema) {
    if (schema.has("enum")) {
      return schema.path("enum").path(0).asText();
    }
    return schema.path("format").asText().equals("date-time") ? "2026-01-01T00:00:00Z" : "a";
  }
}
