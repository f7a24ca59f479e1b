package dev.virtualip.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The types survive the client's serialization, and reject what they do not know. */
class SerializationTest {

  private static final Instant SINCE = Instant.parse("2026-11-01T12:00:00.123456Z");
  private static final YAMLMapper STRICT =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final KubernetesSerialization client = new KubernetesSerialization();

  @Test
  void virtualIPSurvivesTheClient() {
    VirtualIP virtualIP = new VirtualIP();
    virtualIP.setMetadata(new ObjectMetaBuilder().withName("ingress").withGeneration(3L).build());
    virtualIP.setSpec(
        new VirtualIPSpec(
            List.of("192.168.1.240"),
            "eth0",
            51,
            null,
            250,
            false,
            null,
            new LabelSelectorBuilder().addToMatchLabels("edge", "yes").build(),
            List.of(new NodeOverride("tiny", 210, "enp1s0")),
            List.of(),
            null,
            null,
            null,
            true));
    virtualIP.setStatus(
        new VirtualIPStatus(
            3,
            List.of("192.168.1.240"),
            51,
            250,
            "node-a",
            List.of(new FamilyStatus(Family.IPV4, "node-a", "192.168.1.11", SINCE)),
            NodeCounts.of(5, 4, 3),
            null,
            null,
            List.of(new ConditionBuilder().withType("Ready").withStatus("True").build())));

    VirtualIP copy = client.unmarshal(client.asYaml(virtualIP), VirtualIP.class);

    assertThat(copy.getMetadata()).isEqualTo(virtualIP.getMetadata());
    assertThat(copy.getSpec()).isEqualTo(virtualIP.getSpec());
    assertThat(copy.getStatus()).isEqualTo(virtualIP.getStatus());
    assertThat(client.asJson(virtualIP))
        .contains("\"apiVersion\":\"virtualip.dev/v1alpha1\"", "\"kind\":\"VirtualIP\"")
        .contains("\"interface\":\"eth0\"", "\"virtualRouterID\":51", "\"family\":\"IPv4\"")
        .contains("\"since\":\"2026-11-01T12:00:00.123456Z\"");
  }

  @Test
  void virtualIPNodeSurvivesTheClient() {
    VirtualIPReference reference = new VirtualIPReference("ingress", "uid-1", 3);
    VirtualIPNode node = new VirtualIPNode();
    node.setMetadata(new ObjectMetaBuilder().withName("node-a").build());
    node.setSpec(
        VirtualIPNodeSpec.of(
            "cluster",
            List.of(
                VirtualRouterSpec.of(
                    reference,
                    Family.IPV4,
                    "eth0",
                    51,
                    200,
                    250,
                    true,
                    List.of("192.168.1.240")))));
    node.setStatus(
        new VirtualIPNodeStatus(
            7,
            null,
            new AgentStatus("0.1.0", SINCE),
            List.of(new InterfaceStatus("eth0", List.of("192.168.1.11/24"), "192.168.1.11", null)),
            List.of(
                new VirtualRouterStatus(
                    reference,
                    Family.IPV4,
                    "eth0",
                    51,
                    VirtualRouterState.ACTIVE,
                    200,
                    SINCE,
                    List.of(new ActiveSource("192.168.1.11", SINCE)),
                    List.of(),
                    null,
                    List.of(),
                    null)),
            List.of()));

    VirtualIPNode copy = client.unmarshal(client.asYaml(node), VirtualIPNode.class);

    assertThat(copy.getSpec()).isEqualTo(node.getSpec());
    assertThat(copy.getStatus()).isEqualTo(node.getStatus());
    assertThat(client.asJson(node)).contains("\"state\":\"Active\"").doesNotContain("\"message\"");
  }

  @Test
  void absentFieldsReadAsAbsent() throws JsonProcessingException {
    VirtualIP virtualIP =
        STRICT.readValue(
            """
            apiVersion: virtualip.dev/v1alpha1
            kind: VirtualIP
            metadata: {name: ingress}
            spec: {addresses: [192.168.1.240]}
            """,
            VirtualIP.class);

    assertThat(virtualIP.getSpec())
        .isEqualTo(
            new VirtualIPSpec(
                List.of("192.168.1.240"),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null));
    assertThat(virtualIP.getStatus()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {spec: {adresses: [192.168.1.240]}}              | adresses
          {spec: {nodes: [{name: tiny, prioriti: 3}]}}     | prioriti
          {sepc: {addresses: [192.168.1.240]}}             | sepc
          """)
  void strictReaderNamesTheUnknownField(String yaml, String field) {
    assertThatThrownBy(() -> STRICT.readValue(yaml, VirtualIP.class))
        .isInstanceOfSatisfying(
            UnrecognizedPropertyException.class,
            refusal -> assertThat(refusal.getPropertyName()).isEqualTo(field));
  }

  /** The client's own default is strict, and then a newer CRD would stop an older informer. */
  @Test
  void clientToldSoIgnoresFieldsOfANewerRelease() {
    KubernetesSerialization lenient =
        new KubernetesSerialization(
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build(),
            true);
    String newer =
        """
        apiVersion: virtualip.dev/v1alpha1
        kind: VirtualIPNode
        spec: {clusterUID: cluster, virtualRouters: [], future: {some: thing}}
        """;

    assertThat(lenient.unmarshal(newer, VirtualIPNode.class).getSpec())
        .isEqualTo(VirtualIPNodeSpec.of("cluster", List.of()));
    assertThatThrownBy(() -> client.unmarshal(newer, VirtualIPNode.class))
        .hasRootCauseInstanceOf(UnrecognizedPropertyException.class);
  }

  @Test
  void nullInAListIsRefusedByTheFieldsName() {
    assertThatThrownBy(() -> STRICT.readValue("{spec: {addresses: [null]}}", VirtualIP.class))
        .hasMessageContaining("\"addresses\"");
  }
}
