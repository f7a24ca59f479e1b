package dev.virtualip.crd;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.virtualip.api.v1alpha1.Limits;
import dev.virtualip.api.v1alpha1.Rule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.util.List;

/** What the generator can't take from the types: list keys, rules on items, columns, defaults. */
final class Refinements {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String READY = ".status.conditions[?(@.type==\"Ready\")]";

  private Refinements() {}

  static void apply(CustomResourceDefinition definition) {
    CustomResourceDefinitionVersion version = definition.getSpec().getVersions().getFirst();
    JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
    SchemaPath.visit(root, Refinements::complete);
    root.setRequired(List.of("spec"));
    switch (definition.getSpec().getNames().getKind()) {
      case "VirtualIP" -> {
        virtualIP(root);
        version.setAdditionalPrinterColumns(
            List.of(
                column("Address", "string", ".spec.addresses[0]", 0),
                column("Active Node", "string", ".status.activeNode", 0),
                column("Ready", "string", READY + ".status", 0),
                column("Nodes", "string", ".status.nodes.summary", 0),
                column("Age", "date", ".metadata.creationTimestamp", 0),
                column("Addresses", "string", ".spec.addresses", 1),
                column("VRID", "integer", ".status.virtualRouterID", 1),
                column("Interval", "integer", ".status.advertisementIntervalMilliseconds", 1),
                column("Last Transition", "date", ".status.lastTransition.time", 1),
                column("Reason", "string", READY + ".reason", 1)));
      }
      case "VirtualIPNode" -> {
        virtualIPNode(root);
        version.setAdditionalPrinterColumns(
            List.of(
                column("Agent", "string", ".status.agent.version", 0),
                column("Started", "date", ".status.agent.startTime", 0),
                column("Age", "date", ".metadata.creationTimestamp", 0)));
      }
      case String kind -> throw new IllegalArgumentException("no refinements for " + kind);
    }
  }

  private static void virtualIP(JSONSchemaProps root) {
    root.setDescription("Addresses that one node of the cluster holds at a time, by VRRP.");
    JSONSchemaProps spec = SchemaPath.at(root, "spec");
    spec.setDescription("What is asked for; everything but the addresses has a default.");
    SchemaPath.at(spec, "preempt").setDefault(JSON.booleanNode(true));
    SchemaPath.at(spec, "suspend").setDefault(JSON.booleanNode(false));
    listMap(SchemaPath.at(spec, "nodes"), "name");
    listMap(SchemaPath.at(spec, "healthChecks"), "name");
    SchemaPath.at(spec, "healthChecks[].name").setPattern(Limits.LABEL_PATTERN);
    // Their order says nothing, and several may add to them.
    SchemaPath.at(spec, "peers.external").setXKubernetesListType("set");
    SchemaPath.at(spec, "nodes[].name").setPattern(Limits.NODE_NAME_PATTERN);
    ForeignTypes.labelSelector(SchemaPath.at(spec, "nodeSelector"));

    JSONSchemaProps status = SchemaPath.at(root, "status");
    status.setDescription("What the agents hear on the network.");
    // kstatus takes an object without status for a finished one.
    status.setDefault(JSON.objectNode().put("observedGeneration", -1));
    listMap(SchemaPath.at(status, "families"), "family");
    listMap(SchemaPath.at(status, "conditions"), "type");
    ForeignTypes.condition(SchemaPath.at(status, "conditions[]"));

    for (Rule rule : Rule.values()) {
      SchemaPath.at(root, rule.path())
          .getXKubernetesValidations()
          .add(
              new ValidationRuleBuilder()
                  .withRule(rule.cel())
                  .withMessage(rule.message())
                  .withFieldPath(rule.child() == null ? null : "." + rule.child())
                  .build());
    }
  }

  private static void virtualIPNode(JSONSchemaProps root) {
    root.setDescription(
        "What one node is to run and what its agent reports. Written by the operator and the"
            + " agent: change VirtualIPs instead.");
    SchemaPath.at(root, "spec").setDescription("Written by the operator only.");
    JSONSchemaProps status = SchemaPath.at(root, "status");
    status.setDescription("Written by the agent of this node only.");
    // The operator shows it as the reason of a condition of the VirtualIP.
    SchemaPath.at(status, "virtualRouters[].conditions[].reason").setPattern(Limits.REASON_PATTERN);
  }

  private static void complete(String path, JSONSchemaProps schema) {
    switch (schema.getType()) {
      case "array" -> schema.setXKubernetesListType("atomic");
      case "integer" -> schema.setFormat(path.endsWith("eneration") ? "int64" : "int32");
      default -> {}
    }
  }

  private static void listMap(JSONSchemaProps list, String key) {
    list.setXKubernetesListType("map");
    list.setXKubernetesListMapKeys(List.of(key));
  }

  private static CustomResourceColumnDefinition column(
      String name, String type, String jsonPath, int priority) {
    return new CustomResourceColumnDefinitionBuilder()
        .withName(name)
        .withType(type)
        .withJsonPath(jsonPath)
        .withPriority(priority == 0 ? null : priority)
        .build();
  }
}
