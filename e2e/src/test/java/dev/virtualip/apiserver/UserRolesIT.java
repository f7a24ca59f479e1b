package dev.virtualip.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people may do whom an administrator gave one of the roles. */
@WithApiServer
class UserRolesIT {

  private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles/";
  private static final String BINDINGS = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";

  @BeforeAll
  static void bind(ApiServer server) {
    for (String role : new String[] {"virtualip-viewer", "virtualip-editor"}) {
      ObjectNode binding =
          Tokens.object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "test-" + role);
      binding
          .putObject("roleRef")
          .put("apiGroup", "rbac.authorization.k8s.io")
          .put("kind", "ClusterRole")
          .put("name", role);
      binding
          .putArray("subjects")
          .addObject()
          .put("apiGroup", "rbac.authorization.k8s.io")
          .put("kind", "User")
          .put("name", role);
      server.admin().create(BINDINGS, binding).requireSuccess();
    }
  }

  @AfterAll
  static void unbind(ApiServer server) {
    server.admin().delete(BINDINGS + "/test-virtualip-viewer");
    server.admin().delete(BINDINGS + "/test-virtualip-editor");
  }

  @ParameterizedTest
  @CsvSource({
    "virtualip-viewer, get, virtualips, true",
    "virtualip-viewer, list, virtualips, true",
    "virtualip-viewer, watch, virtualips, true",
    "virtualip-viewer, list, virtualipnodes, true",
    "virtualip-viewer, create, virtualips, false",
    "virtualip-viewer, patch, virtualips, false",
    "virtualip-viewer, delete, virtualips, false",
    "virtualip-viewer, patch, virtualipnodes, false",
    "virtualip-editor, list, virtualips, true",
    "virtualip-editor, create, virtualips, true",
    "virtualip-editor, update, virtualips, true",
    "virtualip-editor, patch, virtualips, true",
    "virtualip-editor, delete, virtualips, true",
    "virtualip-editor, deletecollection, virtualips, true",
    "virtualip-editor, list, virtualipnodes, true",
    "virtualip-editor, patch, virtualips/status, false",
    "virtualip-editor, create, virtualipnodes, false",
    "virtualip-editor, patch, virtualipnodes, false",
    "virtualip-editor, delete, virtualipnodes, false",
    "virtualip-editor, patch, virtualipnodes/status, false",
    "virtualip-editor, list, secrets, false",
    "somebody, list, virtualips, false",
  })
  void roleAllows(String user, String verb, String resource, boolean allowed, ApiServer server) {
    ObjectNode review = JsonNodeFactory.instance.objectNode();
    review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SubjectAccessReview");
    String[] parts = resource.split("/", -1);
    ObjectNode attributes =
        review
            .putObject("spec")
            .put("user", user)
            .putObject("resourceAttributes")
            .put("group", resource.startsWith("virtualip") ? "virtualip.dev" : "")
            .put("resource", parts[0])
            .put("verb", verb);
    if (parts.length > 1) {
      attributes.put("subresource", parts[1]);
    }

    JsonNode status =
        server
            .admin()
            .create("/apis/authorization.k8s.io/v1/subjectaccessreviews", review)
            .requireSuccess()
            .body()
            .path("status");

    assertThat(status.path("allowed").asBoolean()).isEqualTo(allowed);
  }

  /** Claiming an address concerns the whole network, so no namespaced role brings it along. */
  @Test
  void onlyViewingComesWithTheRolesOfKubernetes(ApiServer server) {
    assertThat(
            labels(server, "virtualip-viewer")
                .path("rbac.authorization.k8s.io/aggregate-to-view")
                .asText())
        .isEqualTo("true");
    for (String role : new String[] {"virtualip-editor", "virtualip-operator", "virtualip-agent"}) {
      assertThat(labels(server, role).toString()).as(role).doesNotContain("aggregate-to");
    }
    assertThat(labels(server, "virtualip-viewer").toString())
        .doesNotContain("aggregate-to-edit")
        .doesNotContain("aggregate-to-admin");
  }

  private static JsonNode labels(ApiServer server, String role) {
    return server.admin().get(ROLES + role).requireSuccess().body().path("metadata").path("labels");
  }
}
