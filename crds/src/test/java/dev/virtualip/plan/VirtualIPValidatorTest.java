package dev.virtualip.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.virtualip.api.v1alpha1.Rule;
import dev.virtualip.api.v1alpha1.VirtualIPSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class VirtualIPValidatorTest {

  record Row(String name, VirtualIPSpec spec, @Nullable String field, @Nullable Rule rule) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Row> INVALID = read("invalid-specs.yaml");
  static final List<Row> VALID = read("valid-specs.yaml");

  @ParameterizedTest
  @FieldSource("INVALID")
  void refusesTheViolationAtItsField(Row row) {
    assertThat(VirtualIPValidator.validate(row.spec()))
        .singleElement()
        .satisfies(
            refusal -> {
              assertThat(refusal.field()).isEqualTo(row.field());
              assertThat(refusal.cure()).isNotBlank();
              if (row.rule() != null) {
                assertThat(refusal.message()).contains(row.rule().message());
              }
            });
  }

  @ParameterizedTest
  @FieldSource("VALID")
  void acceptsWhatIsJustValid(Row row) {
    assertThat(VirtualIPValidator.validate(row.spec())).isEmpty();
  }

  @Test
  void everyRuleHasARow() {
    Set<Rule> covered = EnumSet.noneOf(Rule.class);
    INVALID.stream().filter(row -> row.rule() != null).forEach(row -> covered.add(row.rule()));

    assertThat(covered).containsExactlyInAnyOrder(Rule.values());
  }

  @Test
  void namesTheValueAndWhatToWriteInstead() {
    VirtualIPSpec spec =
        new VirtualIPSpec(
            List.of("192.168.1.240/24"),
            null,
            null,
            null,
            255,
            null,
            null,
            null,
            List.of(),
            List.of(),
            null,
            null,
            null,
            null);

    assertThat(VirtualIPValidator.validate(spec))
        .extracting(NodePlan.Refusal::message)
        .containsExactly(
            "\"192.168.1.240/24\" " + Rule.ADDRESS_TEXT.message(),
            "\"255\" " + Rule.INTERVAL_STEP.message());
    assertThat(VirtualIPValidator.validate(spec).getLast().cure()).isEqualTo("use 250 or 260");
  }

  /** The schema's range is that of both versions together. */
  @ParameterizedTest
  @CsvSource({
    "3, 0, 'use a multiple of 10, 10..40950'",
    "3, -10, 'use a multiple of 10, 10..40950'",
    "3, 256000, 'use a multiple of 10, 10..40950'",
    "3, 40960, 'use 40950 or less'",
    "2, 0, 'use whole seconds, 1000..255000'",
    "2, 256000, 'use whole seconds, 1000..255000'",
    "2, 500, 'use 1000'",
  })
  void intervalIsToldTheRangeOfItsVersion(int version, int interval, String cure) {
    VirtualIPSpec spec =
        new VirtualIPSpec(
            List.of("192.168.1.240"),
            null,
            null,
            version,
            interval,
            null,
            null,
            null,
            List.of(),
            List.of(),
            null,
            null,
            null,
            null);

    assertThat(VirtualIPValidator.validate(spec))
        .singleElement()
        .satisfies(
            refusal -> {
              assertThat(refusal.message()).contains(String.valueOf(interval));
              assertThat(refusal.cure()).isEqualTo(cure);
            });
  }

  private static List<Row> read(String file) {
    try (var rows = requireNonNull(VirtualIPValidatorTest.class.getResourceAsStream(file), file)) {
      return new YAMLMapper().readValue(rows, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
