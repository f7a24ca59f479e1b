package dev.virtualip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.NodeOverride;
import dev.virtualip.api.v1alpha1.VirtualIP;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestReaderTest {

  private static final String HEAD =
      """
      apiVersion: virtualip.dev/v1alpha1
      kind: VirtualIP
      metadata: {name: ingress}
      """;

  private static final String SPEC =
      """
      spec:
        addresses: [192.168.1.240]
        virtualRouterID: 51
      """;

  private final ManifestReader reader = new ManifestReader();

  @Test
  void readsEveryFieldOfAVirtualIP() {
    List<ManifestDocument> documents =
        read(
            HEAD
                + """
                spec:
                  addresses: ["192.168.1.240", 192.168.1.241]
                  interface: eth0
                  virtualRouterID: 51
                  advertisementIntervalMilliseconds: 100
                  preempt: false
                  suspend: true
                  nodes:
                    - {name: tiny, priority: 210, interface: enp1s0}
                """);

    assertThat(documents).hasSize(1);
    VirtualIP virtualIP = ((ManifestDocument.Valid) documents.getFirst()).virtualIP();
    assertThat(virtualIP.getMetadata().getName()).isEqualTo("ingress");
    assertThat(virtualIP.getSpec().addresses()).containsExactly("192.168.1.240", "192.168.1.241");
    assertThat(virtualIP.getSpec().interfaceName()).isEqualTo("eth0");
    assertThat(virtualIP.getSpec().virtualRouterID()).isEqualTo(51);
    assertThat(virtualIP.getSpec().advertisementIntervalMilliseconds()).isEqualTo(100);
    assertThat(virtualIP.getSpec().preempt()).isFalse();
    assertThat(virtualIP.getSpec().suspend()).isTrue();
    assertThat(virtualIP.getSpec().nodes())
        .containsExactly(new NodeOverride("tiny", 210, "enp1s0"));
  }

  @Test
  void readsTheOutputOfKubectlGet() {
    assertThat(
            read(
                """
                apiVersion: virtualip.dev/v1alpha1
                kind: VirtualIP
                metadata:
                  annotations: {a: b}
                  creationTimestamp: "2026-11-01T00:00:00Z"
                  generation: 3
                  name: ingress
                  resourceVersion: "12"
                  uid: 0e4a
                """
                    + SPEC
                    + """
                    status:
                      anything: {goes: here}
                    """))
        .singleElement()
        .isInstanceOf(ManifestDocument.Valid.class);
  }

  @Test
  void readsSeveralDocumentsAndSkipsEmptyOnes() {
    List<ManifestDocument> documents =
        read("# a comment\n---\n" + HEAD + SPEC + "---\n---\n" + HEAD + SPEC + "---\n# end\n");

    assertThat(documents).hasSize(2).allMatch(d -> d instanceof ManifestDocument.Valid);
  }

  @ParameterizedTest
  @MethodSource
  void readsNothingFromAnEmptyFile(String content) {
    assertThat(read(content)).isEmpty();
  }

  static Stream<String> readsNothingFromAnEmptyFile() {
    return Stream.of("", "# nothing\n", "---\n", "\n\n---\n---\n");
  }

  @ParameterizedTest
  @MethodSource
  void refusesByTheNameOfTheField(String content, String text) {
    assertThat(read(content))
        .singleElement()
        .isInstanceOfSatisfying(
            ManifestDocument.Invalid.class,
            invalid -> assertThat(invalid.refusal().text()).startsWith("m.yaml: ").contains(text));
  }

  static Stream<Arguments> refusesByTheNameOfTheField() {
    return Stream.of(
        Arguments.of("a: [", "is not YAML at line 1"),
        Arguments.of(HEAD + SPEC + "---\n\tb", "is not YAML at line"),
        Arguments.of("just text", "a document is no mapping"),
        Arguments.of("[{}, {}]", "a document is no mapping"),
        Arguments.of(
            HEAD + "spec: {addresses: [192.168.1.240], virtualRouterID: 256}",
            "VirtualIP ingress: spec.virtualRouterID: 256 is out of range; use 1..255"),
        Arguments.of(" ".repeat(128 * 1024 + 1), "is larger than 131072 octets; divide it"),
        Arguments.of("--- {}\n".repeat(1025), "is larger than 1024 documents; divide it"),
        Arguments.of(
            HEAD + SPEC + "  preempt: " + "x".repeat(100_000), "xxx...; correct the value"),
        Arguments.of("kind: VirtualIP", "apiVersion: is missing; use virtualip.dev/v1alpha1"),
        Arguments.of(
            "apiVersion: virtualip.dev/v1\nkind: VirtualIP",
            "apiVersion: \"virtualip.dev/v1\" is not served"),
        Arguments.of("apiVersion: virtualip.dev/v1alpha1", "kind: is missing; use VirtualIP"),
        Arguments.of(
            HEAD + SPEC + "  healthChecks: [{name: web, httpGet: {path: /}}]",
            "spec.healthChecks[0].httpGet.port: is missing or 0; give the port"),
        Arguments.of(
            HEAD + SPEC + "  healthChecks: [{name: ssh, tcpSocket: {}}]",
            "spec.healthChecks[0].tcpSocket.port: is missing or 0; give the port"),
        Arguments.of(
            HEAD + SPEC + "  preempt: \"x\\nlevel=ERROR\"",
            "spec.preempt: \"x\\nlevel=ERROR\" is not"),
        Arguments.of(
            "apiVersion: virtualip.dev/v1alpha1\nkind: Service",
            "kind: \"Service\" is not run; use VirtualIP"),
        Arguments.of(HEAD + SPEC + "sepc: {}", "VirtualIP ingress: sepc: is no field"),
        Arguments.of(
            "apiVersion: virtualip.dev/v1alpha1\nkind: VirtualIP\nmetadata: {nmae: a}\n" + SPEC,
            "metadata.nmae: is no field"),
        Arguments.of(
            "apiVersion: virtualip.dev/v1alpha1\nkind: VirtualIP\n" + SPEC,
            "metadata.name: is missing"),
        Arguments.of(
            "apiVersion: virtualip.dev/v1alpha1\nkind: VirtualIP\nmetadata: {name: A_b}\n" + SPEC,
            "metadata.name: \"A_b\" is no name"),
        Arguments.of(HEAD, "spec: is missing"),
        Arguments.of(HEAD + SPEC + "  nodeSelector: {}", "spec.nodeSelector: needs the labels"),
        Arguments.of(
            HEAD + "spec: {addresses: [192.168.1.240]}", "spec.virtualRouterID: is missing"),
        Arguments.of(
            HEAD + SPEC + "  prempt: true", "spec.prempt: is no field; use one of address"),
        Arguments.of(
            HEAD + SPEC + "  nodes: [{name: a}, {name: b, prio: 3}]",
            "spec.nodes[1].prio: is no field; use one of interface, name, priority"),
        Arguments.of(
            HEAD + SPEC + "  preempt: maybe", "spec.preempt: \"maybe\" is not true or false"),
        Arguments.of(
            HEAD + SPEC + "  advertisementIntervalMilliseconds: 2.5",
            "spec.advertisementIntervalMilliseconds: 2.5 is not a whole number"),
        Arguments.of(
            HEAD + "spec: {addresses: [192.168.1.240], virtualRouterID: \"51\"}",
            "spec.virtualRouterID: \"51\" is not a whole number without quotes"),
        Arguments.of(
            HEAD + "spec: {addresses: 192.168.1.240, virtualRouterID: 51}",
            "spec.addresses: \"192.168.1.240\" is not a list"),
        Arguments.of(
            HEAD + "spec: {addresses: [null], virtualRouterID: 51}", "spec.addresses[0]: "),
        Arguments.of(HEAD + SPEC + "  virtualRouterID: 52", "virtualRouterID"));
  }

  private List<ManifestDocument> read(String content) {
    return reader.read("m.yaml", content.getBytes(StandardCharsets.UTF_8));
  }
}
