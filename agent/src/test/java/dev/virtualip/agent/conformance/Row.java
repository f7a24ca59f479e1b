package dev.virtualip.agent.conformance;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A case file. At least one of the lists is there and not empty, so that no row is green for doing
 * nothing.
 *
 * @param title what must be true
 * @param source the paragraph that says so
 * @param build adverts that the router sends, octet for octet
 * @param refused configurations that can't be run
 * @param decode packets of others, and what they say
 * @param receive packets that change something, or nothing
 * @param scenarios whatever else, by time
 */
record Row(
    String title,
    String source,
    @Nullable List<BuildCheck> build,
    @Nullable List<RefusalCheck> refused,
    @Nullable List<DecodeCheck> decode,
    @Nullable List<ReceiveCheck> receive,
    @Nullable List<Scenario> scenarios) {

  private static final ObjectReader READER =
      new ObjectMapper(new YAMLMapper().getFactory())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .readerFor(Row.class);

  Row {
    Missing.require(title, "title");
    Missing.require(source, "source");
    if (checks(build, refused, decode, receive, scenarios).findAny().isEmpty()) {
      throw new IllegalArgumentException(
          "expects nothing: give build, refused, decode, receive or scenarios");
    }
  }

  /**
   * @throws IllegalArgumentException if it says something that no row can say; the message names it
   */
  static Row read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Row parse(String yaml) {
    try {
      Keys.requireKnown(READER.readTree(yaml), Row.class, "the row");
      return READER.readValue(yaml);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * @throws AssertionError if an expectation does not hold
   */
  void check() {
    checks(build, refused, decode, receive, scenarios).forEach(Check::run);
  }

  @SafeVarargs
  private static Stream<Check> checks(@Nullable List<? extends Check>... lists) {
    return Stream.of(lists).flatMap(list -> list == null ? Stream.of() : list.stream());
  }
}
