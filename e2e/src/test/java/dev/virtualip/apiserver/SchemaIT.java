package dev.virtualip.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.virtualip.api.v1alpha1.Rule;
import dev.virtualip.apiserver.Rest.Answer;
import dev.virtualip.apiserver.Rest.Answer.Cause;
import dev.virtualip.apiserver.Rows.Row;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What the API server takes for a VirtualIP, and what it says of the rest. */
@WithApiServer
class SchemaIT {

  private static final String VIRTUAL_IPS = "/apis/virtualip.dev/v1alpha1/virtualips";
  private static final String STRICT_DRY_RUN = VIRTUAL_IPS + "?dryRun=All&fieldValidation=Strict";

  static final List<Row> INVALID = Rows.INVALID;
  static final List<Row> VALID = Rows.VALID;

  @ParameterizedTest
  @FieldSource("INVALID")
  void refusesTheViolationAtItsField(Row row, ApiServer server) {
    Answer answer = server.admin().create(STRICT_DRY_RUN, row.object("invalid"));

    assertThat(answer.code()).as(answer.message()).isEqualTo(422);
    assertThat(answer.causes()).extracting(Cause::field).containsOnly(row.field());
    Rule rule = row.rule();
    if (rule != null) {
      assertThat(answer.causes())
          .anySatisfy(cause -> assertThat(cause.message()).endsWith(": " + rule.message()));
    }
  }

  @Test
  void everyRuleHasARow() {
    Set<Rule> covered = EnumSet.noneOf(Rule.class);
    INVALID.stream().filter(row -> row.rule() != null).forEach(row -> covered.add(row.rule()));

    assertThat(covered).containsExactlyInAnyOrder(Rule.values());
  }

  @ParameterizedTest
  @FieldSource("VALID")
  void acceptsWhatIsJustValid(Row row, ApiServer server) {
    Answer answer = server.admin().create(STRICT_DRY_RUN, row.object("valid"));

    assertThat(answer.code()).as(answer.message()).isEqualTo(201);
  }

  @Test
  void validRowsUseEveryField(ApiServer server) {
    Set<String> used = new TreeSet<>();
    VALID.forEach(row -> Fields.ofObject(row.spec(), used));

    assertThat(used).containsAll(Fields.ofSchema(server, "VirtualIP", "spec"));
  }

  @ParameterizedTest
  @CsvSource({
    "spec.adresses, /spec",
    "spec.nodes[0].weight, /spec/nodes/0",
    "spec.healthChecks[0].exec, /spec/healthChecks/0",
    "spec.healthChecks[0].httpGet.headers, /spec/healthChecks/0/httpGet",
    "spec.peers.internal, /spec/peers",
    "spec.nodeSelector.nodeName, /spec/nodeSelector",
    "metadata.alias, /metadata",
  })
  void namesAnUnknownField(String field, String parent, ApiServer server) {
    Row everything =
        VALID.stream()
            .filter(row -> row.name().equals("every field at once"))
            .findFirst()
            .orElseThrow();
    ObjectNode object = everything.object("unknown").deepCopy();
    ((ObjectNode) object.at(parent)).put(field.substring(field.lastIndexOf('.') + 1), 1);

    Answer answer = server.admin().create(STRICT_DRY_RUN, object);

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message()).contains("unknown field \"" + field + "\"");
  }

  @Test
  void samplesAreValid(ApiServer server) {
    String samples = server.settings().repository().resolve("manifests/samples").toString();

    assertThat(
            server
                .kubectl()
                .run("apply", "--dry-run=server", "--validate=strict", "-R", "-f", samples))
        .contains("virtualip.virtualip.dev/");
  }

  @Test
  void freshObjectIsNotYetObserved(ApiServer server) throws IOException {
    JsonNode object =
        new YAMLMapper()
            .readTree(
                """
                apiVersion: virtualip.dev/v1alpha1
                kind: VirtualIP
                metadata: {name: fresh}
                spec: {addresses: [192.0.2.1]}
                status: {observedGeneration: 7}
                """);
    server.admin().create(VIRTUAL_IPS, object).requireSuccess();
    try {
      JsonNode stored = server.admin().get(VIRTUAL_IPS + "/fresh").requireSuccess().body();
      assertThat(stored.path("status").toString()).isEqualTo("{\"observedGeneration\":-1}");
      assertThat(stored.path("spec").toString())
          .as("no other value than those that are true of every VirtualIP is filled in")
          .isEqualTo("{\"addresses\":[\"192.0.2.1\"],\"preempt\":true,\"suspend\":false}");
    } finally {
      server.admin().delete(VIRTUAL_IPS + "/fresh").requireSuccess();
    }
  }
}
