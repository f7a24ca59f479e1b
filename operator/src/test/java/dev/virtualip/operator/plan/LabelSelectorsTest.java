package dev.virtualip.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorsTest {

  private static final Map<String, String> LABELS = Map.of("rack", "a", "edge", "");

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          rack,  In,           a,    true
          rack,  In,           b,    false
          zone,  In,           a,    false
          rack,  NotIn,        a,    false
          rack,  NotIn,        b,    true
          zone,  NotIn,        a,    true
          rack,  Exists,       ,     true
          edge,  Exists,       ,     true
          zone,  Exists,       ,     false
          rack,  DoesNotExist, ,     false
          zone,  DoesNotExist, ,     true
          """)
  void evaluatesExpressionsAsKubernetesDoes(
      String key, String operator, String value, boolean matches) {
    LabelSelector selector = expression(key, operator, value);
    assertThat(LabelSelectors.matches(selector, LABELS)).isEqualTo(matches);
  }

  @Test
  void absentAndEmptySelectorsMatchEverything() {
    assertThat(LabelSelectors.matches(null, Map.of())).isTrue();
    assertThat(LabelSelectors.matches(new LabelSelector(), Map.of())).isTrue();
  }

  @Test
  void allRequirementsMustHold() {
    LabelSelector both =
        new LabelSelectorBuilder()
            .addToMatchLabels("rack", "a")
            .addNewMatchExpression()
            .withKey("zone")
            .withOperator("Exists")
            .endMatchExpression()
            .build();
    assertThat(LabelSelectors.matches(both, LABELS)).isFalse();
    assertThat(LabelSelectors.matches(both, Map.of("rack", "a", "zone", "1"))).isTrue();
    assertThat(LabelSelectors.matches(both, Map.of("rack", "b", "zone", "1"))).isFalse();
  }

  private static LabelSelector expression(String key, String operator, String value) {
    return new LabelSelectorBuilder()
        .addNewMatchExpression()
        .withKey(key)
        .withOperator(operator)
        .withValues(value == null ? new String[0] : new String[] {value})
        .endMatchExpression()
        .build();
  }
}
