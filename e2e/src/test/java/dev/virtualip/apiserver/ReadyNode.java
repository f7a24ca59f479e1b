package dev.virtualip.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A Node as its kubelet would report it, where no kubelet runs. */
final class ReadyNode {

  private ReadyNode() {}

  static void create(Rest admin, String name) {
    admin.create("/api/v1/nodes", Tokens.node(name)).requireSuccess();
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
    admin.apply("/api/v1/nodes/" + name + "/status", "kubelet", node.toString()).requireSuccess();
  }
}
