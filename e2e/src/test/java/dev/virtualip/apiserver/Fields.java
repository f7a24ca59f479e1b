package dev.virtualip.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** Paths of fields such as {@code nodes[].name}, of schemas and of objects. */
final class Fields {

  private Fields() {}

  /** The schema that the API server publishes for a kind of ours. */
  static JsonNode schema(ApiServer server, String kind) {
    return server
        .admin()
        .get("/openapi/v3/apis/virtualip.dev/v1alpha1")
        .requireSuccess()
        .body()
        .path("components")
        .path("schemas")
        .path("dev.virtualip.v1alpha1." + kind);
  }

  /** Every field below one property of a kind of ours. */
  static Set<String> ofSchema(ApiServer server, String kind, String property) {
    Set<String> paths = new TreeSet<>();
    visit(
        "",
        schema(server, kind).path("properties").path(property),
        (path, field) -> paths.add(path));
    return paths;
  }

  /** Calls the visitor with the path and the schema of every property below {@code schema}. */
  static void visit(String prefix, JsonNode schema, BiConsumer<String, JsonNode> visitor) {
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              String path = prefix + property.getKey();
              visitor.accept(path, property.getValue());
              visit(path + ".", property.getValue(), visitor);
              visit(path + "[].", property.getValue().path("items"), visitor);
            });
  }

  /** Adds the path of every field of {@code object}. */
  static void ofObject(JsonNode object, Set<String> paths) {
    ofObject("", object, paths);
  }

  private static void ofObject(String prefix, JsonNode node, Set<String> paths) {
    if (node.isArray()) {
      String items = prefix.substring(0, prefix.length() - 1) + "[].";
      node.forEach(item -> ofObject(items, item, paths));
    }
    node.properties()
        .forEach(
            field -> {
              paths.add(prefix + field.getKey());
              ofObject(prefix + field.getKey() + ".", field.getValue(), paths);
            });
  }
}
