package dev.virtualip.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * The largest objects are far from what etcd takes (1.5 MiB): as the API server stores them, with
 * the owners of their fields.
 */
@WithApiServer
class SizeIT {

  private static final int BOUND = 512 * 1024;
  private static final int VRIDS = 255;
  private static final int ADDRESSES = 20;
  private static final int IPV4_ADDRESSES = 1000;
  private static final int IPV6_ADDRESSES = 250;
  private static final String UID = "0f2b6c1e-8f1d-4c53-9b7a-3d1f5a7e9c02";
  private static final String TIME = "2026-11-24T12:34:56.123456Z";
  private static final String API = "/apis/virtualip.dev/v1alpha1/";

  /**
   * All VRIDs, and as many addresses as an agent holds: 1000 of IPv4, and 250 of IPv6 on as many
   * virtual routers.
   */
  @Test
  void virtualIPNodeOfAllVirtualRouters(ApiServer server) {
    ObjectNode object = Tokens.object("virtualip.dev/v1alpha1", "VirtualIPNode", "largest");
    ObjectNode spec = object.putObject("spec").put("clusterUID", UID).put("drain", false);
    ArrayNode routers = spec.putArray("virtualRouters");
    ObjectNode report = Tokens.object("virtualip.dev/v1alpha1", "VirtualIPNode", "largest");
    ObjectNode status = report.putObject("status").put("observedGeneration", 1);
    status.putObject("agent").put("version", "0.1.0").put("startTime", TIME);
    ArrayNode reported = status.putArray("virtualRouters");
    int left = IPV4_ADDRESSES - VRIDS;
    for (int vrid = 1; vrid <= VRIDS; vrid++) {
      ObjectNode reference =
          JsonNodeFactory.instance
              .objectNode()
              .put("name", "virtual-ip-" + vrid)
              .put("uid", UID)
              .put("generation", 12);
      int more = Math.min(left, ADDRESSES - 1);
      left -= more;
      routers.add(router(reference, "IPv4", vrid, 1 + more));
      reported.add(state(reference, "IPv4", vrid));
      if (vrid <= IPV6_ADDRESSES) {
        routers.add(router(reference, "IPv6", vrid, 1));
        reported.add(state(reference, "IPv6", vrid));
      }
    }
    assertThat(left).isZero();
    try {
      server
          .admin()
          .apply(API + "virtualipnodes/largest", "virtualip-operator", object.toString())
          .requireSuccess();
      server
          .admin()
          .apply(API + "virtualipnodes/largest/status", "virtualip-agent", report.toString())
          .requireSuccess();

      int size = size(server, "virtualipnodes/largest");
      System.out.println("event=measured case=largest-virtualipnode octets=" + size);
      assertThat(size).isLessThan(BOUND);
    } finally {
      server.admin().delete(API + "virtualipnodes/largest");
    }
  }

  /** Every list is as long as it may be. */
  @Test
  void virtualIPWithFullLists(ApiServer server) {
    ObjectNode object = Tokens.object("virtualip.dev/v1alpha1", "VirtualIP", "largest");
    ObjectNode spec = object.putObject("spec");
    ArrayNode addresses = spec.putArray("addresses");
    for (int i = 0; i < ADDRESSES; i++) {
      addresses.add(address("IPv6", 1, i));
    }
    ArrayNode nodes = spec.putArray("nodes");
    for (int i = 0; i < 500; i++) {
      nodes
          .addObject()
          .put("name", "%1$s.%1$s.%1$s.%2$s%3$03d".formatted(label(63), label(58), i))
          .put("interface", "enp101s0f1np1.4")
          .put("priority", 200);
    }
    ArrayNode checks = spec.putArray("healthChecks");
    for (int i = 0; i < 8; i++) {
      checks
          .addObject()
          .put("name", label(62) + i)
          .putObject("httpGet")
          .put("host", label(63) + "." + label(63) + "." + label(63))
          .put("hostHeader", label(63) + "." + label(63) + "." + label(63))
          .put("path", "/" + "x".repeat(254))
          .put("port", 65535);
    }
    ArrayNode external = spec.putObject("peers").put("mode", "Both").putArray("external");
    for (int i = 0; i < 64; i++) {
      external.add(address("IPv6", 2, i));
    }
    try {
      server.admin().apply(API + "virtualips/largest", "user", object.toString()).requireSuccess();

      int size = size(server, "virtualips/largest");
      System.out.println("event=measured case=largest-virtualip octets=" + size);
      assertThat(size).isLessThan(BOUND);
    } finally {
      server.admin().delete(API + "virtualips/largest");
    }
  }

  private static ObjectNode router(ObjectNode reference, String family, int vrid, int count) {
    ObjectNode router = JsonNodeFactory.instance.objectNode();
    router.set("virtualIP", reference);
    router
        .put("family", family)
        .put("interface", "enp101s0f1np1.4")
        .put("virtualRouterID", vrid)
        .put("version", 3)
        .put("priority", 200)
        .put("advertisementIntervalMilliseconds", 40950)
        .put("preempt", true)
        .put("preemptDelaySeconds", 3600)
        .put("checksum", "PseudoHeader")
        .put("peerMode", "Multicast")
        .put("handOver", false);
    ArrayNode addresses = router.putArray("addresses");
    for (int i = 0; i < count; i++) {
      addresses.add(address(family, vrid, i));
    }
    return router;
  }

  private static ObjectNode state(ObjectNode reference, String family, int vrid) {
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    state.set("virtualIP", reference);
    state
        .put("family", family)
        .put("interface", "enp101s0f1np1.4")
        .put("virtualRouterID", vrid)
        .put("state", "Initialize")
        .put("effectivePriority", 200)
        .put("since", TIME);
    state
        .putArray("activeSources")
        .addObject()
        .put("address", address(family, 0, 1))
        .put("since", TIME);
    state
        .putObject("lastTransition")
        .put("time", TIME)
        .put("reason", "ActiveDown")
        .put("detectionMilliseconds", 812)
        .put("bindMicroseconds", 240);
    return state;
  }

  private static String address(String family, int vrid, int number) {
    return family.equals("IPv4")
        ? "192.168.%d.%d".formatted(vrid, 200 + number)
        : "2001:db8:1111:2222:3333:4444:%x:%x".formatted(0x1000 + vrid, 0x1000 + number);
  }

  private static String label(int length) {
    return "n".repeat(length);
  }

  private static int size(ApiServer server, String path) {
    return server
        .admin()
        .get(API + path)
        .requireSuccess()
        .body()
        .toString()
        .getBytes(StandardCharsets.UTF_8)
        .length;
  }
}
