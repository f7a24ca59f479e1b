package dev.virtualip.agent.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every row of the checklist that runs in virtual time, and prints the list of verdicts. */
class ConformanceTest {

  private static final Path REPORT = Path.of("target/conformance.txt");
  private static final Map<String, String> VERDICTS = new TreeMap<>();

  static Stream<Arguments> rows() {
    return CaseFiles.list().stream().map(file -> Arguments.of(CaseFiles.id(file), file));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void holds(String id, Path file) {
    VERDICTS.put(id, "FAILED  " + file);
    Row row;
    try {
      row = Row.read(file);
    } catch (IllegalArgumentException e) {
      throw new AssertionError(file + " is no row: " + e.getMessage(), e);
    }
    VERDICTS.put(id, "FAILED  " + row.title());
    try {
      row.check();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(id + ", " + row.title() + ": " + e.getMessage(), e);
    }
    VERDICTS.put(id, "passed  " + row.title() + " (" + row.source() + ")");
  }

  @AfterAll
  static void report() throws IOException {
    StringBuilder report = new StringBuilder("conformance rows in virtual time:\n");
    VERDICTS.forEach((id, verdict) -> report.append("  %s  %s%n".formatted(id, verdict)));
    Files.createDirectories(REPORT.getParent());
    Files.writeString(REPORT, report);
    System.out.print(report);
  }
}
