package dev.virtualip.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.virtualip.argocd.ArgoCd;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a GitOps tool sees while the operator works: the health of objects whose status it wrote,
 * and no difference to what was applied once everything has settled.
 */
@WithApiServer
class GitOpsIT {

  private static final String NODES = "/api/v1/nodes";
  private static final String VIRTUAL_IPS = "/apis/virtualip.dev/v1alpha1/virtualips";
  private static final String VIRTUAL_IP_NODES = "/apis/virtualip.dev/v1alpha1/virtualipnodes";
  private static final String NODE = "gitops-a";

  /** No other class has addresses here. */
  private static final String ADDRESS = "203.0.113.240";

  private static Rest admin;
  private static ArgoCd argoCd;
  private static SimulatedAgents agents;
  private static RunningOperator operator;

  @BeforeAll
  static void oneNodeAndAnOperator(ApiServer server) {
    admin = server.admin();
    argoCd = ArgoCd.of(server.settings().repository().resolve("manifests"));
    agents = new SimulatedAgents(admin);
    ReadyNode.create(admin, NODE);
    agents.add(NODE, "203.0.113.20");
    operator = new RunningOperator(server, "operator-gitops");
  }

  @AfterAll
  static void tidyUp() {
    operator.close();
    agents.close();
    for (String name : new String[] {"gitops", "gitops-elsewhere"}) {
      admin.delete(VIRTUAL_IPS + "/" + name);
    }
    admin.delete(VIRTUAL_IP_NODES + "/" + NODE);
    admin.delete(NODES + "/" + NODE);
  }

  @Test
  void healthFollowsWhatTheOperatorWrites(ApiServer server) {
    String manifest =
        """
        apiVersion: virtualip.dev/v1alpha1
        kind: VirtualIP
        metadata: {name: gitops}
        spec:
          addresses: [%s]
          healthChecks: [{name: web, tcpSocket: {port: 80}}]
        """
            .formatted(ADDRESS);
    Kubectl kubectl = server.kubectl();
    kubectl.runWithInput(manifest, "apply", "--server-side", "-f", "-");
    // Asked at once, before the operator can have seen it.
    assertThat(health("gitops").status()).isIn("Progressing", "Healthy");
    untilHealth("gitops", "Healthy");
    assertThat(health("gitops").message()).contains(NODE);

    assertThat(kubectl.tryWithInput(manifest, "diff", "--server-side", "-f", "-"))
        .as("defaults and status are no difference")
        .isEqualTo(new Kubectl.Result(0, ""));

    JsonNode suspended = argoCd.act("suspend", object("gitops")).path("spec");
    assertThat(suspended.path("suspend").asBoolean()).isTrue();
    admin
        .patch(VIRTUAL_IPS + "/gitops", Rest.MERGE, "{\"spec\":{\"suspend\":true}}")
        .requireSuccess();
    untilHealth("gitops", "Suspended");
    admin
        .patch(VIRTUAL_IPS + "/gitops", Rest.MERGE, "{\"spec\":{\"suspend\":null}}")
        .requireSuccess();
    untilHealth("gitops", "Healthy");
  }

  @Test
  void addressOfNoSubnetIsDegradedAndTellsTheCure() {
    ObjectNode elsewhere = Tokens.object("virtualip.dev/v1alpha1", "VirtualIP", "gitops-elsewhere");
    elsewhere.putObject("spec").putArray("addresses").add("100.64.99.1");
    admin.create(VIRTUAL_IPS, elsewhere).requireSuccess();
    untilHealth("gitops-elsewhere", "Degraded");
    assertThat(health("gitops-elsewhere").message()).contains("100.64.99.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/workers-only", "overlays/without-sys-nice"})
  void everyRouteIsAcceptedByTheServer(String route, ApiServer server) {
    String directory = server.settings().repository().resolve("manifests/" + route).toString();
    assertThat(server.kubectl().run("apply", "--server-side", "--dry-run=server", "-k", directory))
        .contains("daemonset.apps/virtualip-agent serverside-applied");
  }

  private static void untilHealth(String name, String status) {
    await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> health(name).status().equals(status));
  }

  private static ArgoCd.Health health(String name) {
    return argoCd.health(object(name));
  }

  private static JsonNode object(String name) {
    return admin.get(VIRTUAL_IPS + "/" + name).requireSuccess().body();
  }
}
