package dev.virtualip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.log.Logged;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefusalLogTest {

  private final Logged logged = new Logged(RefusalLog.class);
  private final RefusalLog log = new RefusalLog();

  @AfterEach
  void close() {
    logged.close();
  }

  private static Refusal refusal(@Nullable String virtualIP, String field, String message) {
    return new Refusal("a.yaml", virtualIP, field, message, "cure", false, null);
  }

  /** The last event after {@code refusal} was refused and is so no more. */
  private String afterwards(Refusal refusal, Set<String> origins, Set<String> virtualIPs) {
    log.report(List.of(refusal), Set.of("a.yaml"), Set.of("ingress"));
    log.report(List.of(), origins, virtualIPs);
    assertThat(logged.lines()).hasSize(2);
    return logged.lines().getLast();
  }

  @Test
  void documentThatIsThereIsGoodNow() {
    assertThat(
            afterwards(
                refusal("ingress", "spec", "bad"), Set.of("a.yaml"), Set.of("ingress", "dns")))
        .contains("event=\"refused configuration is good now\"", "virtualip=\"ingress\"");
  }

  @Test
  void documentThatIsNotThereIsGone() {
    assertThat(afterwards(refusal("ingress", "spec", "bad"), Set.of("a.yaml"), Set.of("dns")))
        .contains("event=\"refused configuration is gone\"");
  }

  @Test
  void fileIsGoodOrGoneToo() {
    assertThat(afterwards(refusal(null, "", "is not YAML"), Set.of("a.yaml"), Set.of()))
        .contains("event=\"refused configuration is good now\"");
  }

  @Test
  void fileThatIsNotThereIsGone() {
    assertThat(afterwards(refusal(null, "", "is not YAML"), Set.of(), Set.of()))
        .contains("event=\"refused configuration is gone\"");
  }

  @Test
  void nobodyKnowsWhereADocumentWithoutANameHasGone() {
    assertThat(afterwards(refusal(null, "kind", "is not run"), Set.of("a.yaml"), Set.of()))
        .contains("event=\"refused configuration is gone or good now\"");
  }

  @Test
  void anotherReasonIsNoCure() {
    log.report(List.of(refusal("ingress", "spec", "bad")), Set.of("a.yaml"), Set.of("ingress"));
    log.report(List.of(refusal("ingress", "spec", "worse")), Set.of("a.yaml"), Set.of("ingress"));

    assertThat(logged.lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("event=\"configuration refused\""));
  }
}
