package dev.virtualip.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two operators, as they are shipped, on a real API server with simulated agents: what they write,
 * what they announce, and that one goes on when the other is killed.
 */
@WithApiServer
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatorWorkIT {

  private static final String NODES = "/api/v1/nodes";
  private static final String VIRTUAL_IPS = "/apis/virtualip.dev/v1alpha1/virtualips";
  private static final String VIRTUAL_IP_NODES = "/apis/virtualip.dev/v1alpha1/virtualipnodes";
  private static final String EVENTS = "/apis/events.k8s.io/v1/namespaces/default/events";
  private static final String LEASE =
      "/apis/coordination.k8s.io/v1/namespaces/virtualip-system/leases/virtualip-operator";
  private static final List<String> NAMES = List.of("work-a", "work-b", "work-c");

  private static Rest admin;
  private static SimulatedAgents agents;
  private static RunningOperator one;
  private static RunningOperator other;

  @BeforeAll
  static void threeNodesAndTwoOperators(ApiServer server) {
    admin = server.admin();
    agents = new SimulatedAgents(admin);
    for (int i = 0; i < NAMES.size(); i++) {
      ReadyNode.create(admin, NAMES.get(i));
      agents.add(NAMES.get(i), "192.0.2." + (20 + i));
    }
    one = new RunningOperator(server, "operator-one");
    until(() -> leader().equals("operator-one"));
    other = new RunningOperator(server, "operator-other");
    apply("work", "192.0.2.240");
    until(() -> condition("work", "Ready").equals("True/ActiveElected"));
  }

  @AfterAll
  static void tidyUp() {
    one.close();
    other.close();
    agents.close();
    for (String name : List.of("work", "later")) {
      admin.delete(VIRTUAL_IPS + "/" + name);
    }
    for (String name : NAMES) {
      admin.delete(VIRTUAL_IP_NODES + "/" + name);
      admin.delete(NODES + "/" + name);
    }
  }

  @Test
  @Order(1)
  void theNumberAndEachHolderAreAnnouncedOnce() {
    untilEachMoveIsAnnounced();
    assertThat(announced("work")).containsOnlyOnce("VirtualRouterIDAllocated");
  }

  @Test
  @Order(2)
  void nothingIsWrittenWhileNothingHappens(ApiServer server) {
    AtomicLong seen = new AtomicLong(-1);
    AtomicLong since = new AtomicLong();
    until(
        () -> {
          long writes = OperatorRequests.writes(server);
          if (seen.getAndSet(writes) != writes) {
            since.set(System.nanoTime());
          }
          return System.nanoTime() - since.get() > Duration.ofSeconds(10).toNanos();
        });
  }

  @Test
  @Order(3)
  void aCordonedNodeDrainsAndAnUncordonedOneDoesNot() {
    String holder = status("work").path("activeNode").asText();
    admin
        .patch(NODES + "/" + holder, Rest.MERGE, "{\"spec\":{\"unschedulable\":true}}")
        .requireSuccess();
    until(() -> spec(holder).path("drain").asBoolean());
    admin
        .patch(NODES + "/" + holder, Rest.MERGE, "{\"spec\":{\"unschedulable\":null}}")
        .requireSuccess();
    until(() -> !spec(holder).path("drain").asBoolean());
    assertThat(spec(holder).path("virtualRouters")).hasSize(1);
  }

  @Test
  @Order(4)
  void anAnnotationMovesTheAddresses() {
    String holder = status("work").path("activeNode").asText();
    String target = NAMES.stream().filter(it -> !it.equals(holder)).findFirst().orElseThrow();
    prefer("\"" + target + "\"");
    until(() -> status("work").path("activeNode").asText().equals(target));
    assertThat(condition("work", "PreferredNode")).isEqualTo("True/Preferred");
    assertThat(priority(target)).isEqualTo(254);
    prefer("null");
    until(() -> status("work").path("activeNode").asText().equals(holder));
    assertThat(condition("work", "PreferredNode")).isEmpty();
    untilEachMoveIsAnnounced();
  }

  @Test
  @Order(5)
  void aVirtualIPNodeThatIsDeletedIsWrittenAgainAsItWas() {
    until(() -> NAMES.stream().noneMatch(it -> priority(it) == 254));
    JsonNode before = spec("work-a");
    String uid =
        admin.get(VIRTUAL_IP_NODES + "/work-a").body().path("metadata").path("uid").asText();
    admin.delete(VIRTUAL_IP_NODES + "/work-a").requireSuccess();
    until(
        () -> {
          JsonNode object = admin.get(VIRTUAL_IP_NODES + "/work-a").body();
          return object.path("kind").asText().equals("VirtualIPNode")
              && !object.path("metadata").path("uid").asText().equals(uid);
        });
    until(() -> spec("work-a").path("virtualRouters").equals(before.path("virtualRouters")));
    until(() -> condition("work", "Ready").equals("True/ActiveElected"));
  }

  @Test
  @Order(6)
  void theOtherOperatorGoesOnWhenTheLeaderIsKilledAndWritesNothingTwice(ApiServer server) {
    Integer number = status("work").path("virtualRouterID").asInt();
    long specs = agents.specWrites();
    one.kill();
    until(() -> leader().equals("operator-other"));
    apply("later", "192.0.2.241");
    until(() -> condition("later", "Ready").equals("True/ActiveElected"));
    assertThat(status("later").path("virtualRouterID").asInt()).isNotZero().isNotEqualTo(number);
    assertThat(status("work").path("virtualRouterID").asInt()).isEqualTo(number);
    assertThat(agents.specWrites() - specs)
        .as("each node is told of the new one, and perhaps asked who holds it")
        .isBetween((long) NAMES.size(), 2L * NAMES.size());
    assertThat(other.stop()).isZero();
  }

  /** The first election is announced, and counts as no move. */
  private static void untilEachMoveIsAnnounced() {
    until(
        () ->
            announced("work").stream().filter("ActiveNodeChanged"::equals).count()
                == status("work").path("transitions").asInt() + 1);
  }

  private static void prefer(String json) {
    admin
        .patch(
            VIRTUAL_IPS + "/work",
            Rest.MERGE,
            "{\"metadata\":{\"annotations\":{\"virtualip.dev/preferred-node\":" + json + "}}}")
        .requireSuccess();
  }

  private static void apply(String name, String address) {
    ObjectNode object = Tokens.object("virtualip.dev/v1alpha1", "VirtualIP", name);
    object.putObject("spec").putArray("addresses").add(address);
    admin.create(VIRTUAL_IPS, object).requireSuccess();
  }

  private static JsonNode status(String virtualIP) {
    return admin.get(VIRTUAL_IPS + "/" + virtualIP).body().path("status");
  }

  private static JsonNode spec(String node) {
    return admin.get(VIRTUAL_IP_NODES + "/" + node).body().path("spec");
  }

  private static int priority(String node) {
    return spec(node).path("virtualRouters").path(0).path("priority").asInt();
  }

  /** As status/reason; empty if there is none. */
  private static String condition(String virtualIP, String type) {
    for (JsonNode condition : status(virtualIP).path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText() + "/" + condition.path("reason").asText();
      }
    }
    return "";
  }

  /** Reasons of the Events on a VirtualIP. */
  private static List<String> announced(String virtualIP) {
    List<String> reasons = new ArrayList<>();
    for (JsonNode event : admin.get(EVENTS).requireSuccess().body().path("items")) {
      if (event.path("regarding").path("name").asText().equals(virtualIP)) {
        reasons.add(event.path("reason").asText());
      }
    }
    return reasons;
  }

  private static String leader() {
    return admin.get(LEASE).body().path("spec").path("holderIdentity").asText();
  }

  private static void until(Callable<Boolean> what) {
    await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(100)).until(what);
  }
}
