package dev.virtualip.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.virtualip.apiserver.Rest.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent may do with the token that the kubelet of its node was given for it. */
@WithApiServer
class AgentRightsIT {

  private static final String AGENT = "virtualip-agent";
  private static final String NODES = "/api/v1/nodes";
  private static final String VIRTUAL_IP_NODES = "/apis/virtualip.dev/v1alpha1/virtualipnodes";
  private static final String MINE = VIRTUAL_IP_NODES + "/rights-a";
  private static final String OTHERS = VIRTUAL_IP_NODES + "/rights-b";
  private static final List<String> NAMES = List.of("rights-a", "rights-b", "rights-c");

  /** Adds to an agent's rights all that RBAC could give by mistake. */
  private static final String WIDE = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/";

  private static final Map<String, Rest> AGENTS = new TreeMap<>();

  @BeforeAll
  static void issueTokens(ApiServer server) {
    Rest admin = server.admin();
    Tokens tokens = new Tokens(admin);
    for (String name : NAMES) {
      admin.create(NODES, Tokens.node(name)).requireSuccess();
    }
    for (String name : NAMES.subList(0, 2)) {
      admin
          .apply(
              VIRTUAL_IP_NODES + "/" + name, "virtualip-operator", spec(name, "first").toString())
          .requireSuccess();
      AGENTS.put("pod on " + name, server.rest(tokens.ofPod(AGENT, name)));
    }
    AGENTS.put("node rights-a", server.rest(tokens.ofNode(AGENT, "rights-a")));
    AGENTS.put("node rights-c", server.rest(tokens.ofNode(AGENT, "rights-c")));
    AGENTS.put("nothing", server.rest(tokens.unbound(AGENT)));
    // Policies and tokens are known to the API server a moment after they are stored.
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(report(agent("pod on rights-a"), "rights-b").code()).isEqualTo(403);
              assertThat(report(agent("pod on rights-a"), "rights-a").code()).isEqualTo(200);
              assertThat(report(agent("pod on rights-b"), "rights-b").code()).isEqualTo(200);
            });
  }

  @AfterAll
  static void tidyUp(ApiServer server) {
    Rest admin = server.admin();
    for (String name : NAMES) {
      admin.delete("/api/v1/namespaces/virtualip-system/pods/" + AGENT + "-" + name);
      admin.delete(VIRTUAL_IP_NODES + "/" + name);
      admin.delete(NODES + "/" + name);
    }
  }

  @ParameterizedTest
  @CsvSource({"pod on rights-a, rights-a", "pod on rights-b, rights-b", "node rights-a, rights-a"})
  void reportsForItsOwnNode(String agent, String name) {
    Answer answer = report(agent(agent), name);

    assertThat(answer.code()).as(answer.message()).isEqualTo(200);
    assertThat(answer.body().path("status").path("agent").path("version").asText())
        .isEqualTo("by the agent");
  }

  @ParameterizedTest
  @CsvSource({"pod on rights-a, rights-b", "pod on rights-b, rights-a", "node rights-a, rights-b"})
  void reportsForNoOtherNode(String agent, String name) {
    Answer answer = report(agent(agent), name);

    assertThat(answer.code()).isEqualTo(403);
    assertThat(answer.message())
        .contains("the agent on node ")
        .endsWith(" must not write the VirtualIPNode " + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rights-a", "rights-b"})
  void tokenOfNoNodeReportsNothing(String name) {
    Answer answer = report(agent("nothing"), name);

    assertThat(answer.code()).isEqualTo(403);
    assertThat(answer.message())
        .endsWith("an agent must use a token that is bound to its pod or node");
  }

  @Test
  void reportOfAnUnknownNodeMakesNoObject(ApiServer server) {
    assertThat(report(agent("node rights-c"), "rights-c").code()).isEqualTo(404);
    assertThat(server.admin().get(VIRTUAL_IP_NODES + "/rights-c").code()).isEqualTo(404);
  }

  @Test
  void writesNothingElse(ApiServer server) {
    Rest agent = agent("pod on rights-a");
    JsonNode before = server.admin().get(MINE).requireSuccess().body();

    assertThat(agent.apply(MINE, AGENT, spec("rights-a", "by the agent").toString()).code())
        .isEqualTo(403);
    assertThat(agent.patch(MINE, Rest.MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}").code())
        .isEqualTo(403);
    assertThat(agent.replace(MINE, before).code()).isEqualTo(403);
    assertThat(agent.replace(MINE + "/status", before).code()).isEqualTo(403);
    assertThat(agent.delete(MINE).code()).isEqualTo(403);
    assertThat(agent.delete(VIRTUAL_IP_NODES).code()).isEqualTo(403);
    assertThat(agent.create(VIRTUAL_IP_NODES, spec("rights-d", "by the agent")).code())
        .isEqualTo(403);
    assertThat(
            agent
                .apply(VIRTUAL_IP_NODES + "/rights-d", AGENT, spec("rights-d", "x").toString())
                .code())
        .isEqualTo(403);
    assertThat(server.admin().get(MINE).body().path("spec")).isEqualTo(before.path("spec"));
  }

  @Test
  void specAndMetadataInAReportAreIgnored(ApiServer server) {
    JsonNode before = server.admin().get(MINE).requireSuccess().body();
    ObjectNode report = spec("rights-a", "by the agent");
    ((ObjectNode) report.path("metadata")).putObject("labels").put("by", "agent");
    report.set("status", status("rights-a").path("status"));

    agent("pod on rights-a")
        .apply(MINE + "/status?force=true", AGENT, report.toString())
        .requireSuccess();

    JsonNode after = server.admin().get(MINE).requireSuccess().body();
    assertThat(after.path("spec")).isEqualTo(before.path("spec"));
    assertThat(after.path("metadata").path("labels"))
        .isEqualTo(before.path("metadata").path("labels"));
  }

  @Test
  void readsVirtualIPNodesAndNothingElse() {
    Rest agent = agent("pod on rights-a");

    for (String readable :
        List.of(MINE, OTHERS, VIRTUAL_IP_NODES, VIRTUAL_IP_NODES + "?watch=1&timeoutSeconds=1")) {
      assertThat(agent.get(readable).code()).as(readable).isEqualTo(200);
    }
    for (String unreadable :
        List.of(
            "/apis/virtualip.dev/v1alpha1/virtualips",
            NODES + "/rights-a",
            "/api/v1/namespaces/virtualip-system/pods",
            "/api/v1/namespaces/virtualip-system/secrets",
            "/api/v1/namespaces/virtualip-system/configmaps",
            "/api/v1/namespaces/kube-system")) {
      assertThat(agent.get(unreadable).code()).as(unreadable).isEqualTo(403);
    }
  }

  @Test
  void policyHoldsWhereTheRoleIsTooWide(ApiServer server) {
    Rest admin = server.admin();
    ObjectNode binding =
        Tokens.object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "wide");
    binding
        .putObject("roleRef")
        .put("apiGroup", "rbac.authorization.k8s.io")
        .put("kind", "ClusterRole")
        .put("name", "cluster-admin");
    binding
        .putArray("subjects")
        .addObject()
        .put("kind", "ServiceAccount")
        .put("namespace", "virtualip-system")
        .put("name", AGENT);
    admin.apply(WIDE + "wide", "test", binding.toString()).requireSuccess();
    try {
      Rest agent = agent("pod on rights-a");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> agent.get(NODES + "/rights-a").code() == 200);

      for (Answer answer :
          List.of(
              agent.apply(MINE + "?force=true", AGENT, spec("rights-a", "by the agent").toString()),
              agent.create(VIRTUAL_IP_NODES, spec("rights-d", "by the agent")),
              agent.apply(VIRTUAL_IP_NODES + "/rights-d", AGENT, spec("rights-d", "x").toString()),
              agent.delete(MINE),
              agent.delete(OTHERS))) {
        assertThat(answer.code()).as(answer.message()).isEqualTo(403);
        assertThat(answer.message())
            .endsWith("an agent must write nothing but the status of a VirtualIPNode");
      }
      assertThat(report(agent, "rights-b").code()).isEqualTo(403);
      assertThat(report(agent, "rights-a").code()).isEqualTo(200);
    } finally {
      admin.delete(WIDE + "wide").requireSuccess();
    }
  }

  private static Answer report(Rest agent, String name) {
    return agent.apply(
        VIRTUAL_IP_NODES + "/" + name + "/status?force=true", AGENT, status(name).toString());
  }

  private static Rest agent(String boundTo) {
    return Objects.requireNonNull(AGENTS.get(boundTo), boundTo);
  }

  private static ObjectNode spec(String name, String clusterUID) {
    ObjectNode object = Tokens.object("virtualip.dev/v1alpha1", "VirtualIPNode", name);
    object.putObject("spec").put("clusterUID", clusterUID).put("drain", false);
    return object;
  }

  private static ObjectNode status(String name) {
    ObjectNode object = Tokens.object("virtualip.dev/v1alpha1", "VirtualIPNode", name);
    ObjectNode status = object.putObject("status");
    status.put("observedGeneration", 1);
    status.set(
        "agent",
        JsonNodeFactory.instance
            .objectNode()
            .put("version", "by the agent")
            .put("startTime", "2026-01-01T00:00:00Z"));
    return object;
  }
}
