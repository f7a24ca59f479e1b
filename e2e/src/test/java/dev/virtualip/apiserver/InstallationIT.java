package dev.virtualip.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator sees of the API once {@code manifests/base} is applied. */
@WithApiServer
class InstallationIT {

  @ParameterizedTest
  @ValueSource(strings = {"virtualips.virtualip.dev", "virtualipnodes.virtualip.dev"})
  void definitionIsWithoutFault(String name, ApiServer server) {
    assertThat(
            server
                .kubectl()
                .run(
                    "get",
                    "crd",
                    name,
                    "-o",
                    "jsonpath={range .status.conditions[*]}{.type}={.status} {end}"))
        .contains("NamesAccepted=True")
        .contains("Established=True")
        .doesNotContain("NonStructuralSchema=True");
  }

  @ParameterizedTest
  @ValueSource(strings = {"VirtualIP", "VirtualIPNode"})
  void everyFieldIsExplained(String kind, ApiServer server) {
    Set<String> unexplained = new TreeSet<>();
    for (String part : List.of("spec", "status")) {
      Fields.visit(
          part + ".",
          Fields.schema(server, kind).path("properties").path(part),
          (path, field) -> {
            if (field.path("description").asText().isBlank()) {
              unexplained.add(path);
            }
          });
    }

    assertThat(unexplained).isEmpty();
    assertThat(Fields.schema(server, kind).path("description").asText()).isNotBlank();
  }

  @Test
  void kubectlExplains(ApiServer server) {
    assertThat(server.kubectl().run("explain", "virtualip.spec.peers.mode"))
        .contains("Multicast, Unicast or Both. Default: Multicast.");
  }

  @Test
  void listingTellsTheHolder(ApiServer server) {
    Kubectl kubectl = server.kubectl();
    kubectl.runWithInput(
        """
        apiVersion: virtualip.dev/v1alpha1
        kind: VirtualIP
        metadata: {name: listed}
        spec: {addresses: [192.0.2.2, "2001:db8::2"]}
        """,
        "apply",
        "--server-side",
        "-f",
        "-");
    try {
      kubectl.runWithInput(
          """
          apiVersion: virtualip.dev/v1alpha1
          kind: VirtualIP
          metadata: {name: listed}
          status:
            observedGeneration: 1
            virtualRouterID: 51
            advertisementIntervalMilliseconds: 250
            activeNode: node-a
            nodes: {eligible: 5, participating: 5, ready: 4, summary: 4/5}
            lastTransition: {time: "2026-01-01T00:00:00Z", to: node-a, reason: ActiveDown}
            conditions:
              - {type: Ready, status: "True", reason: ActiveHeard, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
          """,
          "apply",
          "--server-side",
          "--subresource=status",
          "--field-manager=operator",
          "-f",
          "-");
      assertThat(rows(kubectl.run("get", "vrip", "listed")))
          .first()
          .asString()
          .isEqualTo("NAME|ADDRESS|ACTIVE NODE|READY|NODES|AGE");
      assertThat(rows(kubectl.run("get", "vrip", "listed")).getLast())
          .startsWith("listed|192.0.2.2|node-a|True|4/5|");
      assertThat(rows(kubectl.run("get", "virtualips", "listed", "-o", "wide")))
          .first()
          .asString()
          .isEqualTo(
              "NAME|ADDRESS|ACTIVE NODE|READY|NODES|AGE"
                  + "|ADDRESSES|VRID|INTERVAL|LAST TRANSITION|REASON");
      assertThat(rows(kubectl.run("get", "virtualips", "listed", "-o", "wide")).getLast())
          .contains("|[\"192.0.2.2\",\"2001:db8::2\"]|51|250|")
          .endsWith("|ActiveHeard");
      assertThat(kubectl.run("get", "vrrp", "-o", "name"))
          .as("the category lists every kind of ours")
          .contains("virtualip.virtualip.dev/listed");
    } finally {
      kubectl.run("delete", "virtualip", "listed");
    }
  }

  /** Columns are two spaces apart at least. */
  private static List<String> rows(String table) {
    return table.lines().map(line -> line.strip().replaceAll(" {2,}", "|")).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--server-side=true", "--server-side=false"})
  void applyingEverythingAgainChangesNothing(String side, ApiServer server) {
    Kubectl kubectl = server.kubectl();
    String base = server.settings().repository().resolve("manifests/base").toString();
    // The first client-side apply after a server-side one adds its annotation.
    kubectl.run("apply", side, "-k", base);
    String before = versions(kubectl, base);

    assertThat(kubectl.tryWithInput("", "diff", side, "-k", base))
        .isEqualTo(new Kubectl.Result(0, ""));
    kubectl.run("apply", side, "-k", base);

    assertThat(versions(kubectl, base)).isEqualTo(before).contains("virtualips.virtualip.dev ");
  }

  private static String versions(Kubectl kubectl, String base) {
    return kubectl.run(
        "get",
        "-k",
        base,
        "-o",
        "jsonpath={range .items[*]}{.kind} {.metadata.name} {.metadata.resourceVersion}{'\\n"
            + "'}{end}");
  }
}
