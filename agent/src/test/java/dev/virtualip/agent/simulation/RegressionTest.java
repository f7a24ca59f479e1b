package dev.virtualip.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Seeds that once broke a promise, with what it was. */
class RegressionTest {

  private static final String FILE = "seeds.txt";

  /** Lines of a seed and a reason; # begins a comment. */
  static List<String> seeds() throws IOException {
    try (InputStream file = RegressionTest.class.getResourceAsStream(FILE)) {
      assertThat(file).as(FILE).isNotNull();
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void keepsEveryPromise(String line) {
    long seed = Long.parseLong(line.substring(0, line.indexOf(' ')));
    assertThat(Campaign.replay(seed, Mutation.NONE)).isEmpty();
  }
}
