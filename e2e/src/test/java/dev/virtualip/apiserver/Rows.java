package dev.virtualip.apiserver;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.virtualip.api.v1alpha1.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The specs that the unit tests of the validation of files judge: the API server must agree. */
final class Rows {

  private static final String DIRECTORY = "crds/src/test/resources/dev/virtualip/plan/";

  /**
   * One spec and where it is wrong.
   *
   * @param field path of the field that is refused; null for a valid spec
   * @param rule whose message is given; null where the schema itself refuses
   */
  record Row(String name, JsonNode spec, @Nullable String field, @Nullable Rule rule) {

    /** The VirtualIP with this spec. */
    ObjectNode object(String name) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      object.put("apiVersion", "virtualip.dev/v1alpha1").put("kind", "VirtualIP");
      object.putObject("metadata").put("name", name);
      object.set("spec", spec);
      return object;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Row> INVALID = read("invalid-specs.yaml");
  static final List<Row> VALID = read("valid-specs.yaml");

  private Rows() {}

  private static List<Row> read(String file) {
    try {
      return new YAMLMapper()
          .readValue(
              Settings.ofSystemProperties().repository().resolve(DIRECTORY + file).toFile(),
              new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
