package dev.virtualip.agent.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.virtualip.api.v1alpha1.ApiGroup;
import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPSpec;
import dev.virtualip.plan.NodePlan;
import dev.virtualip.plan.VirtualIPValidator;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads manifests as strictly as an API server: a field that does not exist, a value of another
 * type and a key given twice are refused by name. What {@code kubectl get -o yaml} adds ({@code
 * status} and metadata that the server sets) is ignored, so that its output is a manifest.
 */
final class ManifestReader {

  private static final String API_VERSION = ApiGroup.NAME + "/" + ApiGroup.VERSION;
  private static final String KIND = "VirtualIP";

  private static final Set<String> FIELDS =
      Set.of("apiVersion", "kind", "metadata", "spec", "status");
  private static final Set<String> METADATA =
      Set.of(
          "name",
          "labels",
          "annotations",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "managedFields");

  /**
   * What one file may hold: 255 virtual routers with 500 octets each. Reading must fit into a heap
   * of a few megabytes, because running out of it ends the agent.
   */
  static final int MAXIMUM_OCTETS = 128 * 1024;

  /** Each may be refused, and each refusal is reported. */
  static final int MAXIMUM_DOCUMENTS = 1024;

  /** Longer than any name. */
  private static final int MAXIMUM_QUOTED = 256;

  /** RFC 1123 subdomain, as Kubernetes requires of metadata.name. */
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private final YAMLMapper yaml =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  /**
   * Reads every document of one file. Empty documents are skipped. A file that is not YAML from
   * some line on is refused as a whole: where its documents end is not known.
   */
  List<ManifestDocument> read(String file, byte[] content) {
    if (content.length > MAXIMUM_OCTETS) {
      return tooLarge(file, "%d octets".formatted(MAXIMUM_OCTETS));
    }
    List<ManifestDocument> documents = new ArrayList<>();
    // One tree at a time: a few octets of text can be a hundred as objects.
    try (JsonParser parser = yaml.createParser(content)) {
      while (parser.nextToken() != null) {
        JsonNode root = yaml.readTree(parser);
        if (root != null && !root.isNull() && !root.isMissingNode()) {
          documents.add(document(file, root));
        }
        if (documents.size() > MAXIMUM_DOCUMENTS) {
          return tooLarge(file, "%d documents".formatted(MAXIMUM_DOCUMENTS));
        }
      }
    } catch (JsonProcessingException e) {
      return List.of(
          invalid(
              file,
              null,
              "",
              "is not YAML%s: %s".formatted(line(e), reason(e)),
              "correct the file"));
    } catch (IOException e) {
      return List.of(invalid(file, null, "", "can't be read: " + e, "make it readable"));
    }
    return documents;
  }

  private static List<ManifestDocument> tooLarge(String file, String limit) {
    return List.of(
        invalid(file, null, "", "is larger than " + limit, "divide it into several files"));
  }

  private ManifestDocument document(String file, JsonNode root) {
    String name = root.at("/metadata/name").isTextual() ? root.at("/metadata/name").asText() : null;
    if (!(root instanceof ObjectNode object)) {
      return invalid(file, null, "", "a document is no mapping", "start with apiVersion and kind");
    }
    if (!API_VERSION.equals(object.path("apiVersion").asText())) {
      return invalid(
          file,
          name,
          "apiVersion",
          isWrong(object.path("apiVersion"), "is not served"),
          "use " + API_VERSION);
    }
    if (!KIND.equals(object.path("kind").asText())) {
      return invalid(
          file,
          name,
          "kind",
          isWrong(object.path("kind"), "is not run"),
          "use " + KIND + ", and move other kinds out of this directory");
    }
    @Nullable ManifestDocument stray = strayField(file, name, "", object, FIELDS);
    if (stray == null && object.path("metadata") instanceof ObjectNode metadata) {
      stray = strayField(file, name, "metadata.", metadata, METADATA);
    }
    if (stray != null) {
      return stray;
    }
    if (name == null || name.length() > 253 || !NAME.matcher(name).matches()) {
      return invalid(
          file,
          name,
          "metadata.name",
          name == null ? "is missing" : "\"" + name + "\" is no name",
          "use lower case letters, digits, '-' and '.'");
    }
    return virtualIP(file, name, object.path("spec"));
  }

  private static String isWrong(JsonNode value, String what) {
    return value.isMissingNode() || value.isNull()
        ? "is missing"
        : (value.isTextual() ? "\"" + value.asText() + "\"" : value) + " " + what;
  }

  private ManifestDocument virtualIP(String file, String name, JsonNode spec) {
    if (!spec.isObject()) {
      return invalid(file, name, "spec", "is missing", "give spec.addresses at least");
    }
    if (spec.has("nodeSelector")) {
      return invalid(
          file,
          name,
          "spec.nodeSelector",
          "needs the labels of other nodes, which only a cluster knows",
          "remove it, and put the manifest on the machines that are to take part");
    }
    if (!spec.has("virtualRouterID")) {
      return invalid(
          file,
          name,
          "spec.virtualRouterID",
          "is missing, and without an operator nobody allocates one",
          "give the same number 1..255 on every machine, unique on the link");
    }
    try {
      VirtualIP virtualIP = new VirtualIP();
      virtualIP.setMetadata(new ObjectMetaBuilder().withName(name).build());
      virtualIP.setSpec(yaml.treeToValue(spec, VirtualIPSpec.class));
      List<NodePlan.Refusal> violations = VirtualIPValidator.validateManifest(virtualIP.getSpec());
      if (!violations.isEmpty()) {
        NodePlan.Refusal first = violations.getFirst();
        return invalid(file, name, first.field(), first.message(), first.cure());
      }
      return new ManifestDocument.Valid(file, virtualIP);
    } catch (UnrecognizedPropertyException e) {
      String known =
          e.getKnownPropertyIds().stream()
              .map(String::valueOf)
              .filter(field -> !field.equals("nodeSelector"))
              .sorted()
              .collect(Collectors.joining(", "));
      return invalid(file, name, path(e), "is no field", "use one of " + known);
    } catch (MismatchedInputException e) {
      JsonNode value = spec.at(pointer(e));
      return invalid(
          file,
          name,
          path(e),
          value + " is not " + expected(e.getTargetType()),
          "correct the value");
    } catch (JsonMappingException e) {
      return invalid(file, name, path(e), "is null", "give it a value or leave it out");
    } catch (JsonProcessingException e) {
      return invalid(file, name, "spec", reason(e), "correct it");
    }
  }

  private static @Nullable ManifestDocument strayField(
      String file, @Nullable String name, String prefix, ObjectNode node, Set<String> known) {
    Set<String> stray = new TreeSet<>(Comparator.naturalOrder());
    node.fieldNames().forEachRemaining(stray::add);
    stray.removeAll(known);
    if (stray.isEmpty()) {
      return null;
    }
    return invalid(
        file,
        name,
        prefix + stray.iterator().next(),
        "is no field",
        "use one of " + String.join(", ", new TreeSet<>(known)));
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder("spec");
    for (JsonMappingException.Reference reference : e.getPath()) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append('.').append(reference.getFieldName());
      }
    }
    return path.toString();
  }

  private static JsonPointer pointer(JsonMappingException e) {
    JsonPointer pointer = JsonPointer.empty();
    for (JsonMappingException.Reference reference : e.getPath()) {
      pointer =
          reference.getFieldName() == null
              ? pointer.appendIndex(reference.getIndex())
              : pointer.appendProperty(reference.getFieldName());
    }
    return pointer;
  }

  private static String expected(@Nullable Class<?> type) {
    if (type == Boolean.class) {
      return "true or false";
    }
    if (type == Integer.class) {
      return "a whole number without quotes";
    }
    if (type == String.class) {
      return "text";
    }
    return type != null && List.class.isAssignableFrom(type) ? "a list" : "a mapping";
  }

  private static String reason(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("unknown");
  }

  private static String line(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
  }

  private static ManifestDocument invalid(
      String file, @Nullable String name, String field, String message, String cure) {
    return new ManifestDocument.Invalid(
        new Refusal(
            file, name == null ? null : cut(name), cut(field), cut(message), cure, false, null));
  }

  /** Names and values are those of the file, and a log line has an end. */
  private static String cut(String text) {
    return text.length() <= MAXIMUM_QUOTED ? text : text.substring(0, MAXIMUM_QUOTED) + "...";
  }
}
