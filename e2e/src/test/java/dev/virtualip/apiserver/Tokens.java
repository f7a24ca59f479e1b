package dev.virtualip.apiserver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.virtualip.apiserver.Rest.Answer;
import java.util.Map;

/** Real tokens of service accounts in virtualip-system, as a kubelet asks for them. */
final class Tokens {

  private static final String NAMESPACE = "/api/v1/namespaces/virtualip-system/";

  private final Rest admin;

  Tokens(Rest admin) {
    this.admin = admin;
  }

  /** A token that is bound to nothing, as {@code kubectl create token} makes it. */
  String unbound(String serviceAccount) {
    return request(serviceAccount, JsonNodeFactory.instance.objectNode());
  }

  /** The token of a pod that runs on {@code node}, as it is mounted there. */
  String ofPod(String serviceAccount, String node) {
    ObjectNode pod = object("v1", "Pod", serviceAccount + "-" + node);
    ObjectNode spec = pod.putObject("spec");
    spec.put("nodeName", node).put("serviceAccountName", serviceAccount).put("hostNetwork", true);
    spec.putArray("containers").addObject().put("name", "agent").put("image", "none");
    return bound(serviceAccount, "Pod", admin.create(NAMESPACE + "pods", pod).requireSuccess());
  }

  /** A token that is bound to a Node, as {@code kubectl create token --bound-object-kind Node}. */
  String ofNode(String serviceAccount, String node) {
    return bound(serviceAccount, "Node", admin.get("/api/v1/nodes/" + node).requireSuccess());
  }

  private String bound(String serviceAccount, String kind, Answer object) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.putObject("boundObjectRef")
        .put("apiVersion", "v1")
        .put("kind", kind)
        .put("name", object.body().path("metadata").path("name").asText())
        .put("uid", object.body().path("metadata").path("uid").asText());
    return request(serviceAccount, spec);
  }

  private String request(String serviceAccount, ObjectNode spec) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    request.set("spec", spec);
    return admin
        .create(NAMESPACE + "serviceaccounts/" + serviceAccount + "/token", request)
        .requireSuccess()
        .body()
        .path("status")
        .path("token")
        .asText();
  }

  /** An object of this name and nothing else. */
  static ObjectNode object(String apiVersion, String kind, String name) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", apiVersion).put("kind", kind);
    object.putObject("metadata").put("name", name);
    return object;
  }

  /** A Node whose labels let it run pods. */
  static ObjectNode node(String name) {
    ObjectNode node = object("v1", "Node", name);
    ((ObjectNode) node.path("metadata"))
        .set(
            "labels",
            JsonNodeFactory.instance
                .objectNode()
                .setAll(Map.of("kubernetes.io/os", JsonNodeFactory.instance.textNode("linux"))));
    return node;
  }
}
