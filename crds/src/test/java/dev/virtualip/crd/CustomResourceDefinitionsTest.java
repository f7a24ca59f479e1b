package dev.virtualip.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The CRDs that are checked in are those of the types, and say what the API server needs. */
class CustomResourceDefinitionsTest {

  private static final Map<String, CustomResourceDefinition> DEFINITIONS =
      CustomResourceDefinitions.definitions();

  static final List<String> NAMES = List.copyOf(DEFINITIONS.keySet());

  @Test
  void checkedInFilesAreWhatTheTypesGenerate() throws IOException {
    for (Map.Entry<String, String> file : CustomResourceDefinitions.generate().entrySet()) {
      assertThat(Files.readString(Path.of(file.getKey())))
          .describedAs("crds/%s differs from the types: run hack/generate", file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void kustomizationListsEveryDefinition() throws IOException {
    assertThat(Files.readAllLines(Path.of("kustomization.yaml")))
        .containsAll(
            CustomResourceDefinitions.generate().keySet().stream()
                .map(name -> "  - " + name)
                .toList());
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void everyTextAndListIsBoundedAndEveryListSaysHowItMerges(String name) {
    SchemaPath.visit(
        schema(name),
        (path, field) -> {
          switch (field.getType()) {
            case "string" ->
                assertThat(
                        field.getMaxLength() != null
                            || !field.getEnum().isEmpty()
                            || "date-time".equals(field.getFormat()))
                    .describedAs("%s of %s has a bound", path, name)
                    .isTrue();
            case "array" -> {
              assertThat(field.getMaxItems()).describedAs("maxItems of " + path).isNotNull();
              assertThat(field.getXKubernetesListType()).describedAs(path).isNotNull();
            }
            default -> {}
          }
        });
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void everyFieldIsExplainedAndNoListItemHasADefault(String name) {
    SchemaPath.visit(
        schema(name),
        (path, field) -> {
          if (!path.endsWith("[]") && !path.endsWith("{}")) {
            assertThat(field.getDescription()).describedAs("description of " + path).isNotBlank();
          }
          if (path.contains("[]")) {
            assertThat(field.getDefault()).describedAs("default of " + path).isNull();
          }
        });
  }

  @Test
  void listsWithSeveralWritersMergeByKey() {
    JSONSchemaProps root = schema("virtualips.virtualip.dev");

    assertThat(keys(root, "spec.nodes")).containsExactly("name");
    assertThat(keys(root, "status.families")).containsExactly("family");
    assertThat(keys(root, "status.conditions")).containsExactly("type");
  }

  @Test
  void freshObjectIsNeverTakenForAFinishedOne() {
    assertThat(SchemaPath.at(schema("virtualips.virtualip.dev"), "status").getDefault())
        .hasToString("{\"observedGeneration\":-1}");
  }

  @Test
  void nodeKindNeedsNoExpressions() {
    SchemaPath.visit(
        schema("virtualipnodes.virtualip.dev"),
        (path, field) -> assertThat(field.getXKubernetesValidations()).describedAs(path).isEmpty());
  }

  @Test
  void listingShowsTheHolderFirst() {
    assertThat(version("virtualips.virtualip.dev").getAdditionalPrinterColumns())
        .filteredOn(column -> column.getPriority() == null)
        .extracting(CustomResourceColumnDefinition::getName)
        .containsExactly("Address", "Active Node", "Ready", "Nodes", "Age");
  }

  private static List<String> keys(JSONSchemaProps root, String path) {
    return SchemaPath.at(root, path).getXKubernetesListMapKeys();
  }

  private static JSONSchemaProps schema(String name) {
    return version(name).getSchema().getOpenAPIV3Schema();
  }

  private static CustomResourceDefinitionVersion version(String name) {
    return Objects.requireNonNull(DEFINITIONS.get(name)).getSpec().getVersions().getFirst();
  }
}
