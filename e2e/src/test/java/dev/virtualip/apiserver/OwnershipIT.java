package dev.virtualip.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.virtualip.apiserver.Rest.Answer;
import dev.virtualip.apiserver.Rows.Row;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several write one object: who owns which field, and when is a write none. */
@WithApiServer
class OwnershipIT {

  private static final String VIRTUAL_IPS = "/apis/virtualip.dev/v1alpha1/virtualips";
  private static final String VIRTUAL_IP_NODES = "/apis/virtualip.dev/v1alpha1/virtualipnodes";
  private static final String OWNED = VIRTUAL_IPS + "/owned";
  private static final String OPERATOR = "virtualip-operator";

  private static final String MANIFEST =
      """
      apiVersion: virtualip.dev/v1alpha1
      kind: VirtualIP
      metadata: {name: owned}
      spec:
        addresses: [192.0.2.50]
        nodes: [{name: node-a, priority: 210}]
        healthChecks: [{name: web, tcpSocket: {port: 80}}]
      """;

  /** From the shortest manifest to those with everything. */
  static final List<Row> MANIFESTS =
      Rows.VALID.stream()
          .filter(
              row -> row.name().matches("address alone|twenty addresses|every.*|version 2 with.*"))
          .toList();

  @AfterEach
  void tidyUp(ApiServer server) {
    server.admin().delete(OWNED);
    server.admin().delete(VIRTUAL_IP_NODES + "/owned");
  }

  @Test
  void operatorOwnsNothingButTheStatus(ApiServer server) {
    Answer created = server.admin().apply(OWNED, "user", MANIFEST).requireSuccess();

    Answer reported = report(server, "Ready", OPERATOR).requireSuccess();

    assertThat(reported.body().path("spec")).isEqualTo(created.body().path("spec"));
    assertThat(reported.body().path("metadata").path("generation").asInt()).isEqualTo(1);
    assertThat(fields(reported, OPERATOR)).containsExactly("f:status");
    assertThat(fields(reported, "user")).containsExactly("f:spec");
    server.admin().apply(OWNED, "user", MANIFEST).requireSuccess();
  }

  @Test
  void sameStatusAgainIsNoWrite(ApiServer server) {
    server.admin().apply(OWNED, "user", MANIFEST).requireSuccess();
    Answer first = report(server, "Ready", OPERATOR).requireSuccess();

    assertThat(report(server, "Ready", OPERATOR).resourceVersion())
        .isEqualTo(first.resourceVersion());
  }

  @Test
  void statusCountsOnlyOnItsOwnPath(ApiServer server) {
    server.admin().apply(OWNED, "user", MANIFEST).requireSuccess();

    Answer answer =
        server.admin().patch(OWNED, Rest.MERGE, "{\"status\":{\"activeNode\":\"node-b\"}}");

    assertThat(answer.requireSuccess().body().path("status").has("activeNode")).isFalse();
    answer =
        server
            .admin()
            .patch(OWNED + "/status", Rest.MERGE, "{\"spec\":{\"addresses\":[\"192.0.2.51\"]}}");
    assertThat(answer.requireSuccess().body().at("/spec/addresses/0").asText())
        .isEqualTo("192.0.2.50");
  }

  @Test
  void namedItemsOfTwoUsersAreMerged(ApiServer server) {
    server.admin().apply(OWNED, "user", MANIFEST).requireSuccess();
    String addition =
        """
        apiVersion: virtualip.dev/v1alpha1
        kind: VirtualIP
        metadata: {name: owned}
        spec:
          nodes: [{name: node-b, priority: 7}]
          healthChecks: [{name: ssh, tcpSocket: {port: 22}}]
          peers: {mode: Both, external: [192.0.2.9]}
        """;

    server.admin().apply(OWNED, "colleague", addition).requireSuccess();
    JsonNode spec =
        server.admin().apply(OWNED, "user", MANIFEST).requireSuccess().body().path("spec");

    assertThat(spec.path("nodes").findValuesAsText("name")).containsExactly("node-a", "node-b");
    assertThat(spec.path("healthChecks").findValuesAsText("name")).containsExactly("web", "ssh");
    assertThat(spec.at("/peers/external/0").asText()).isEqualTo("192.0.2.9");
  }

  @Test
  void whatAnotherOwnsIsAConflictThatNamesIt(ApiServer server) {
    server.admin().apply(OWNED, "user", MANIFEST).requireSuccess();

    Answer answer =
        server.admin().apply(OWNED, "colleague", MANIFEST.replace("192.0.2.50", "192.0.2.52"));

    assertThat(answer.code()).isEqualTo(409);
    assertThat(answer.message()).contains("conflict with \"user\"").contains(".spec.addresses");
  }

  @Test
  void whatItsOwnerLeavesOutGoes(ApiServer server) {
    server.admin().apply(OWNED, "user", MANIFEST).requireSuccess();

    JsonNode spec =
        server
            .admin()
            .apply(OWNED, "user", MANIFEST.replaceAll("(?m)^ *(nodes|healthChecks):.*\n", ""))
            .requireSuccess()
            .body()
            .path("spec");

    assertThat(spec.has("nodes")).isFalse();
    assertThat(spec.has("healthChecks")).isFalse();
  }

  @Test
  void conditionsOfTwoWritersAreMergedByTheirType(ApiServer server) {
    server.admin().apply(OWNED, "user", MANIFEST).requireSuccess();
    report(server, "Ready", OPERATOR).requireSuccess();

    Answer answer = report(server, "Audited", "auditor");

    assertThat(answer.requireSuccess().body().at("/status/conditions").findValuesAsText("type"))
        .containsExactly("Ready", "Audited");
  }

  /** As a GitOps tool applies: the operator has reported meanwhile, and nothing is to be done. */
  @ParameterizedTest
  @FieldSource("MANIFESTS")
  void applyingTheSameManifestAgainIsNoWrite(Row row, ApiServer server) {
    String manifest = row.object("owned").toString();
    for (String side : List.of("--server-side=true", "--server-side=false")) {
      Kubectl kubectl = server.kubectl();
      kubectl.runWithInput(manifest, "apply", side, "-f", "-");
      report(server, "Ready", OPERATOR).requireSuccess();
      String before = server.admin().get(OWNED).resourceVersion();

      assertThat(kubectl.tryWithInput(manifest, "diff", side, "-f", "-"))
          .as(side)
          .isEqualTo(new Kubectl.Result(0, ""));
      kubectl.runWithInput(manifest, "apply", side, "-f", "-");

      assertThat(server.admin().get(OWNED).resourceVersion()).as(side).isEqualTo(before);
      server.admin().delete(OWNED).requireSuccess();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "VirtualIP, /apis/virtualip.dev/v1alpha1/virtualips/owned/status, status",
    "VirtualIPNode, /apis/virtualip.dev/v1alpha1/virtualipnodes/owned, spec",
    "VirtualIPNode, /apis/virtualip.dev/v1alpha1/virtualipnodes/owned/status, status",
  })
  void everyFieldIsStored(String kind, String path, String half, ApiServer server) {
    server.admin().apply(OWNED, "user", MANIFEST).requireSuccess();
    server.admin().apply(VIRTUAL_IP_NODES + "/owned", OPERATOR, node()).requireSuccess();
    ObjectNode object = Tokens.object("virtualip.dev/v1alpha1", kind, "owned");
    object.set(half, Samples.of(Fields.schema(server, kind).path("properties").path(half)));

    Answer answer =
        server.admin().apply(path + "?fieldValidation=Strict", OPERATOR, object.toString());

    assertThat(answer.requireSuccess().body().path(half)).isEqualTo(object.path(half));
  }

  /** A list with one writer is replaced as a whole; per item its owners would be a megabyte. */
  @ParameterizedTest
  @ValueSource(strings = {"spec", "status"})
  void virtualIPNodeHasOneOwnerForEachList(String half, ApiServer server) {
    server.admin().apply(VIRTUAL_IP_NODES + "/owned", OPERATOR, node()).requireSuccess();
    ObjectNode object = Tokens.object("virtualip.dev/v1alpha1", "VirtualIPNode", "owned");
    object.set(
        half, Samples.of(Fields.schema(server, "VirtualIPNode").path("properties").path(half)));
    Answer answer =
        server
            .admin()
            .apply(
                VIRTUAL_IP_NODES + "/owned" + (half.equals("status") ? "/status" : ""),
                "writer",
                object.toString().replace("\"clusterUID\":\"a\"", "\"clusterUID\":\"here\""))
            .requireSuccess();

    JsonNode owned = managed(answer, "writer").path("fieldsV1").path("f:" + half);
    assertThat(owned.path("f:virtualRouters").toString()).isEqualTo("{}");
  }

  private static String node() {
    ObjectNode object = Tokens.object("virtualip.dev/v1alpha1", "VirtualIPNode", "owned");
    object.putObject("spec").put("clusterUID", "here");
    return object.toString();
  }

  private static Answer report(ApiServer server, String condition, String manager) {
    return server
        .admin()
        .apply(
            OWNED + "/status",
            manager,
            """
            apiVersion: virtualip.dev/v1alpha1
            kind: VirtualIP
            metadata: {name: owned}
            status:
              observedGeneration: 1
              conditions:
                - {type: %s, status: "True", reason: Test, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
            """
                .formatted(condition));
  }

  private static List<String> fields(Answer answer, String manager) {
    List<String> names = new ArrayList<>();
    managed(answer, manager).path("fieldsV1").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static JsonNode managed(Answer answer, String manager) {
    for (JsonNode entry : answer.body().path("metadata").path("managedFields")) {
      if (entry.path("manager").asText().equals(manager)) {
        return entry;
      }
    }
    throw new AssertionError("nothing is managed by " + manager);
  }
}
