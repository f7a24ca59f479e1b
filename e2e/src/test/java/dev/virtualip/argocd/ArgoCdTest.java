package dev.virtualip.argocd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statuses of every kind; the tier with an API server asks about those that the operator wrote. */
class ArgoCdTest {

  private static final String ACCEPTED =
      "{type: Accepted, status: 'True', reason: Accepted, message: ''}";

  private final ArgoCd argoCd = ArgoCd.of(Path.of("../manifests"));

  private static JsonNode virtualIP(String spec, String status) {
    return yaml(
        """
        apiVersion: virtualip.dev/v1alpha1
        kind: VirtualIP
        metadata: {name: ingress, generation: 2}
        spec: {addresses: [192.0.2.240]%s}
        status: %s
        """
            .formatted(spec, status));
  }

  private static JsonNode observed(String... conditions) {
    return virtualIP(
        "", "{observedGeneration: 2, conditions: [%s]}".formatted(String.join(", ", conditions)));
  }

  private static JsonNode yaml(String text) {
    try {
      return new YAMLMapper().readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static String condition(String type, String status, String reason) {
    return "{type: %s, status: '%s', reason: %s, message: told}".formatted(type, status, reason);
  }

  @ParameterizedTest
  @CsvSource({
    "True, ActiveElected, Healthy",
    "True, HeldByExternalRouter, Healthy",
    "False, NoActive, Degraded",
    "False, DualActive, Degraded",
    "Unknown, NotReported, Progressing",
  })
  void followsReady(String status, String reason, String health) {
    assertThat(argoCd.health(observed(ACCEPTED, condition("Ready", status, reason))))
        .isEqualTo(new ArgoCd.Health(health, reason + ": told"));
  }

  @Test
  void newOneIsProgressing() {
    assertThat(argoCd.health(virtualIP("", "{observedGeneration: -1}")).status())
        .isEqualTo("Progressing");
    assertThat(argoCd.health(virtualIP("", "null")).status()).isEqualTo("Progressing");
    assertThat(argoCd.health(observed(ACCEPTED)).status()).isEqualTo("Progressing");
  }

  @Test
  void statusOfAnEarlierGenerationDoesNotCount() {
    String ready = condition("Ready", "True", "ActiveElected");
    assertThat(
            argoCd
                .health(virtualIP("", "{observedGeneration: 1, conditions: [%s]}".formatted(ready)))
                .status())
        .isEqualTo("Progressing");
  }

  @Test
  void pendingWorkIsProgressingThoughTheAddressIsHeld() {
    assertThat(
            argoCd.health(
                observed(
                    condition("Reconciling", "True", "Rolling"),
                    condition("Ready", "True", "ActiveElected"))))
        .isEqualTo(new ArgoCd.Health("Progressing", "Rolling: told"));
  }

  @Test
  void stalledIsDegradedWithTheCure() {
    assertThat(
            argoCd.health(
                observed(
                    condition("Stalled", "True", "VirtualRouterIDConflict"),
                    condition("Reconciling", "True", "Rolling"))))
        .isEqualTo(new ArgoCd.Health("Degraded", "VirtualRouterIDConflict: told"));
  }

  @Test
  void deletedOneIsProgressing() {
    JsonNode deleted =
        yaml("{metadata: {generation: 2, deletionTimestamp: '2026-01-01T00:00:00Z'}, spec: {}}");
    assertThat(argoCd.health(deleted).status()).isEqualTo("Progressing");
  }

  @Test
  void suspendAndResumeAreEachOffersWhereTheyMatter() {
    JsonNode running = virtualIP("", "{observedGeneration: 2}");
    assertThat(argoCd.offers("suspend", running)).isTrue();
    assertThat(argoCd.offers("resume", running)).isFalse();

    JsonNode suspended = argoCd.act("suspend", running);
    assertThat(suspended.path("spec").path("suspend").asBoolean()).isTrue();
    assertThat(argoCd.offers("suspend", suspended)).isFalse();
    assertThat(argoCd.offers("resume", suspended)).isTrue();

    assertThat(argoCd.act("resume", suspended).path("spec")).isEqualTo(running.path("spec"));
  }
}
