package dev.virtualip.crd;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.function.BiConsumer;

/** Walks the tree of a CRD's schema by paths such as {@code spec.addresses[]}. */
final class SchemaPath {

  private SchemaPath() {}

  /**
   * Finds the schema of a field, or with {@code []} of each of its items.
   *
   * @throws IllegalArgumentException when there is no such field
   */
  static JSONSchemaProps at(JSONSchemaProps root, String path) {
    JSONSchemaProps schema = root;
    for (String step : path.split("\\.", -1)) {
      boolean items = step.endsWith("[]");
      String name = items ? step.substring(0, step.length() - 2) : step;
      schema = schema.getProperties().get(name);
      if (schema == null || (items && schema.getItems() == null)) {
        throw new IllegalArgumentException("the schema has no " + path);
      }
      schema = items ? schema.getItems().getSchema() : schema;
    }
    return schema;
  }

  /** Calls the visitor with the path and the schema of every field, item and map value. */
  static void visit(JSONSchemaProps schema, BiConsumer<String, JSONSchemaProps> visitor) {
    visit("", schema, visitor);
  }

  private static void visit(
      String path, JSONSchemaProps schema, BiConsumer<String, JSONSchemaProps> visitor) {
    visitor.accept(path, schema);
    String prefix = path.isEmpty() ? "" : path + ".";
    schema.getProperties().forEach((name, child) -> visit(prefix + name, child, visitor));
    if (schema.getItems() != null) {
      visit(path + "[]", schema.getItems().getSchema(), visitor);
    }
    if (schema.getAdditionalProperties() != null) {
      visit(path + "{}", schema.getAdditionalProperties().getSchema(), visitor);
    }
  }
}
