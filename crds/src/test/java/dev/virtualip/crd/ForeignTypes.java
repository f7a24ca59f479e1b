package dev.virtualip.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.virtualip.api.v1alpha1.Limits;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bounds of Kubernetes' own types, which the client's model leaves open: as in {@code metav1}
 * ({@code types.go} of apimachinery) and its validation of labels.
 */
final class ForeignTypes {

  private static final long REQUIREMENTS = 32;
  private static final String LABEL_KEY =
      "^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$";
  private static final String LABEL_VALUE = "^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$";

  private ForeignTypes() {}

  static void labelSelector(JSONSchemaProps selector) {
    selector.setXKubernetesMapType("atomic");

    JSONSchemaProps labels = SchemaPath.at(selector, "matchLabels");
    labels.setDescription("Labels that a node must have, all of them.");
    labels.setMaxProperties(REQUIREMENTS);
    text(labels.getAdditionalProperties().getSchema(), 0, 63, LABEL_VALUE);

    JSONSchemaProps expressions = SchemaPath.at(selector, "matchExpressions");
    expressions.setDescription("Requirements that a node's labels must meet, all of them.");
    expressions.setMaxItems(REQUIREMENTS);
    JSONSchemaProps expression = expressions.getItems().getSchema();
    expression.setRequired(List.of("key", "operator"));
    JSONSchemaProps key = SchemaPath.at(expression, "key");
    key.setDescription("Key of the label.");
    text(key, 1, 317, LABEL_KEY);
    JSONSchemaProps operator = SchemaPath.at(expression, "operator");
    operator.setDescription("How the label's value relates to values.");
    operator.setEnum(texts("In", "NotIn", "Exists", "DoesNotExist"));
    JSONSchemaProps values = SchemaPath.at(expression, "values");
    values.setDescription("Values for In and NotIn; none with Exists and DoesNotExist.");
    values.setMaxItems(64L);
    text(values.getItems().getSchema(), 0, 63, LABEL_VALUE);
  }

  static void condition(JSONSchemaProps condition) {
    condition.setRequired(List.of("lastTransitionTime", "message", "reason", "status", "type"));
    JSONSchemaProps type = SchemaPath.at(condition, "type");
    type.setDescription("What the condition is about.");
    text(type, 1, 316, Limits.CONDITION_TYPE_PATTERN);
    JSONSchemaProps status = SchemaPath.at(condition, "status");
    status.setDescription("Whether it holds.");
    status.setEnum(texts("True", "False", "Unknown"));
    JSONSchemaProps reason = SchemaPath.at(condition, "reason");
    reason.setDescription("Why, in one CamelCase word for programs.");
    text(reason, 1, 1024, Limits.REASON_PATTERN);
    JSONSchemaProps message = SchemaPath.at(condition, "message");
    message.setDescription("Why, for people, with the cure.");
    message.setMaxLength(32_768L);
    JSONSchemaProps since = SchemaPath.at(condition, "lastTransitionTime");
    since.setDescription("When the status last changed.");
    since.setFormat("date-time");
    JSONSchemaProps generation = SchemaPath.at(condition, "observedGeneration");
    generation.setDescription("metadata.generation that the condition answers.");
    generation.setMinimum(0.0);
  }

  private static void text(JSONSchemaProps schema, long minimum, long maximum, String pattern) {
    schema.setMinLength(minimum == 0 ? null : minimum);
    schema.setMaxLength(maximum);
    schema.setPattern(pattern);
  }

  private static List<JsonNode> texts(String... values) {
    return Stream.of(values).<JsonNode>map(JsonNodeFactory.instance::textNode).toList();
  }
}
