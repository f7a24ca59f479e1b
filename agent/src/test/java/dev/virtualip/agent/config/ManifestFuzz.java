package dev.virtualip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.virtualip.agent.fuzz.AllocationLimit;
import dev.virtualip.plan.NetworkInterface;
import dev.virtualip.plan.NodeFacts;
import dev.virtualip.plan.NodePlanner;
import dev.virtualip.plan.Subnet;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any file in the directory of manifests, up to what would run. */
class ManifestFuzz {

  /**
   * Octets allocated for an octet read: a letter and a comma become a token, an event and a node.
   */
  private static final int ALLOCATION_PER_OCTET = 2048;

  private static final int ALLOCATION = 1024 * 1024;

  /** Characters of a line in the log. */
  private static final int LINE = 2048;

  private static final NodeFacts NODE =
      new NodeFacts(
          "a",
          List.of(
              new NetworkInterface(
                  "eth0",
                  List.of(
                      new Subnet(InetAddress.ofLiteral("192.168.1.11"), 24),
                      new Subnet(InetAddress.ofLiteral("fd00::11"), 64)))));

  private final ManifestReader reader = new ManifestReader();

  static Stream<Arguments> manifests() {
    String head =
        """
        apiVersion: virtualip.dev/v1alpha1
        kind: VirtualIP
        metadata: {name: ingress}
        """;
    return Stream.of(
            head
                + """
                spec:
                  addresses: ["192.168.1.240", 192.168.1.241]
                  interface: eth0
                  virtualRouterID: 51
                  version: 3
                  advertisementIntervalMilliseconds: 100
                  preempt: false
                  preemptDelaySeconds: 30
                  nodes:
                    - {name: a, priority: 210, interface: eth0}
                  checksum: MessageOnly
                  peers: {mode: Both, external: ["192.168.1.9"]}
                  suspend: false
                """,
            head
                + """
                spec:
                  addresses: ["192.168.1.240"]
                  virtualRouterID: 51
                  version: 2
                  advertisementIntervalMilliseconds: 1000
                  authentication: {type: SimplePassword, passwordKey: lab}
                  healthChecks:
                    - name: web
                      httpGet: {scheme: HTTPS, host: 127.0.0.1, port: 443, path: /}
                      priorityPenalty: 100
                    - {name: ssh, tcpSocket: {port: 22}, periodMilliseconds: 1000}
                    - {name: file, file: {path: ok}, failureThreshold: 3}
                status: {anything: [1, 2]}
                ---
                """
                + head
                + "spec: {addresses: [\"fd00::240\"], virtualRouterID: 52}\n",
            head + "spec: {addresses: [192.168.1.240], virtualRouterID: 5, nodes: [{priority: 7}]}",
            "&a [*a, !!binary aGVsbG8=, 0x1f, 1e400, .nan, ~, {<<: *a}]",
            "%YAML 1.1\n---\n\"\\u0000\\ud800\"\n...\n")
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
  }

  private final SecretsDirectory secrets = new SecretsDirectory(null);

  @MethodSource("manifests")
  @FuzzTest(maxDuration = "5s")
  void isRunOrRefused(byte[] content) {
    ManifestPlan plan =
        AllocationLimit.hold(
            ALLOCATION + (long) ALLOCATION_PER_OCTET * content.length,
            () ->
                ManifestPlan.of(
                    reader.read("m.yaml", content),
                    List.of(),
                    NODE,
                    NodePlanner::planAlone,
                    secrets));
    plan.refusals()
        .forEach(
            refusal ->
                assertThat(refusal.text()).startsWith("m.yaml: ").hasSizeLessThanOrEqualTo(LINE));
    plan.routers().forEach(router -> assertThat(router.router().addresses()).isNotEmpty());
  }
}
