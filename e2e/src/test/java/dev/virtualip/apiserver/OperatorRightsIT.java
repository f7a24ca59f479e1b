package dev.virtualip.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The operator runs with the rights of its service account alone, does everything it is there for,
 * and the audit log of the API server tells what it asked for.
 */
@WithApiServer
class OperatorRightsIT {

  private static final String NODES = "/api/v1/nodes";
  private static final String VIRTUAL_IPS = "/apis/virtualip.dev/v1alpha1/virtualips";
  private static final String VIRTUAL_IP_NODES = "/apis/virtualip.dev/v1alpha1/virtualipnodes";
  private static final List<String> NAMES = List.of("operator-a", "operator-b");
  private static final Set<String> OF_EVERYBODY =
      Set.of("authorization.k8s.io", "authentication.k8s.io");

  /**
   * Verb, group and resource with its subresource, such as "patch virtualip.dev/virtualips/status".
   */
  private static final Set<String> USED = new TreeSet<>();

  private static final Set<String> DENIED = new TreeSet<>();

  /** JOSDK asks at start whether this is granted, and then patches. */
  private static final String DEMANDED_BY_LIBRARY = "update coordination.k8s.io/leases";

  @BeforeAll
  static void work(ApiServer server) {
    Rest admin = server.admin();
    for (String name : NAMES) {
      admin.create(NODES, Tokens.node(name)).requireSuccess();
      ready(admin, name);
    }
    try (RunningOperator operator = new RunningOperator(server)) {
      for (String name : NAMES) {
        until(operator, () -> admin.get(VIRTUAL_IP_NODES + "/" + name).code() == 200);
        report(admin, name);
      }
      ObjectNode object = Tokens.object("virtualip.dev/v1alpha1", "VirtualIP", "operated");
      object.putObject("spec").putArray("addresses").add("192.0.2.240");
      admin.create(VIRTUAL_IPS, object).requireSuccess();
      until(
          operator,
          () ->
              admin
                      .get(VIRTUAL_IP_NODES + "/operator-a")
                      .body()
                      .path("spec")
                      .path("virtualRouters")
                      .size()
                  == 1);
      admin.delete(VIRTUAL_IPS + "/operated").requireSuccess();
      until(
          operator,
          () ->
              admin
                  .get(VIRTUAL_IP_NODES + "/operator-a")
                  .body()
                  .path("spec")
                  .path("virtualRouters")
                  .isEmpty());
      assertThat(operator.stop()).isZero();
    }
    readAuditLog(server);
  }

  @AfterAll
  static void tidyUp(ApiServer server) {
    server.admin().delete(VIRTUAL_IPS + "/operated");
    for (String name : NAMES) {
      server.admin().delete(VIRTUAL_IP_NODES + "/" + name);
      server.admin().delete(NODES + "/" + name);
    }
  }

  @Test
  void everythingItAsksForIsGranted() {
    assertThat(DENIED).isEmpty();
    assertThat(USED)
        .contains(
            "patch virtualip.dev/virtualipnodes",
            "patch virtualip.dev/virtualips/status",
            "watch virtualip.dev/virtualips",
            "watch /nodes");
  }

  @Test
  void nothingIsGrantedThatItDoesNotUse(ApiServer server) {
    Set<String> granted = granted(server);

    granted.remove(DEMANDED_BY_LIBRARY);
    assertThat(granted).isNotEmpty().isSubsetOf(USED);
  }

  private static void readAuditLog(ApiServer server) {
    for (JsonNode event : OperatorRequests.all(server)) {
      JsonNode object = event.path("objectRef");
      if (object.path("resource").isMissingNode()) {
        continue; // Discovery and version are open to everybody.
      }
      String subresource = object.path("subresource").asText();
      String right =
          "%s %s/%s%s"
              .formatted(
                  event.path("verb").asText(),
                  object.path("apiGroup").asText(),
                  object.path("resource").asText(),
                  subresource.isEmpty() ? "" : "/" + subresource);
      int code = event.path("responseStatus").path("code").asInt();
      (code == 401 || code == 403 ? DENIED : USED).add(right);
      if (code == 201 && right.startsWith("patch ")) {
        USED.add(right.replace("patch ", "create ")); // Server-side apply of what was not there.
      }
    }
  }

  /** What the roles of the service account allow in its namespace, and so everywhere. */
  private static Set<String> granted(ApiServer server) {
    ObjectNode review =
        JsonNodeFactory.instance
            .objectNode()
            .put("apiVersion", "authorization.k8s.io/v1")
            .put("kind", "SelfSubjectRulesReview");
    review.putObject("spec").put("namespace", "virtualip-system");
    Rest operator = server.rest(new Tokens(server.admin()).unbound("virtualip-operator"));
    JsonNode rules =
        operator
            .create("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", review)
            .requireSuccess()
            .body()
            .path("status")
            .path("resourceRules");
    Set<String> granted = new TreeSet<>();
    for (JsonNode rule : rules) {
      for (JsonNode group : rule.path("apiGroups")) {
        for (JsonNode resource : rule.path("resources")) {
          for (JsonNode verb : rule.path("verbs")) {
            if (!OF_EVERYBODY.contains(group.asText())) {
              granted.add("%s %s/%s".formatted(verb.asText(), group.asText(), resource.asText()));
            }
          }
        }
      }
    }
    return granted;
  }

  private static void until(RunningOperator operator, Callable<Boolean> what) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              operator.requireAlive();
              return what.call();
            });
  }

  private static void ready(Rest admin, String name) {
    ObjectNode node = Tokens.object("v1", "Node", name);
    node.putObject("status")
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True")
        .put("reason", "Test")
        .put("message", "")
        .put("lastHeartbeatTime", "2026-01-01T00:00:00Z")
        .put("lastTransitionTime", "2026-01-01T00:00:00Z");
    admin.apply(NODES + "/" + name + "/status", "kubelet", node.toString()).requireSuccess();
  }

  /** What an agent with one interface says first. */
  private static void report(Rest admin, String name) {
    ObjectNode object = Tokens.object("virtualip.dev/v1alpha1", "VirtualIPNode", name);
    ObjectNode status = object.putObject("status").put("observedGeneration", 1);
    status.putObject("agent").put("version", "1").put("startTime", "2026-01-01T00:00:00Z");
    String address = "192.0.2." + (10 + NAMES.indexOf(name));
    ArrayNode subnets =
        status
            .putArray("interfaces")
            .addObject()
            .put("name", "eth0")
            .put("primaryIPv4", address)
            .putArray("subnets");
    subnets.add(address + "/24");
    admin
        .apply(VIRTUAL_IP_NODES + "/" + name + "/status", "virtualip-agent", object.toString())
        .requireSuccess();
  }
}
