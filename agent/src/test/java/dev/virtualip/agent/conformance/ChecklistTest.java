package dev.virtualip.agent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No row of the checklist is forgotten, and none is in two places. */
class ChecklistTest {

  private static final Path KERNEL_TEST =
      Path.of("src/test/java/dev/virtualip/agent/kernel/ConformanceIT.java");

  private static final Path DOCUMENTATION = Path.of("../docs/protocol.md");

  /** A test of network namespaces is named for its rows: {@code void r19r20...()}. */
  private static final Pattern TEST =
      Pattern.compile("\n  @Test\n(?:  @\\S+\n)*  void ((?:[a-z]\\d\\d)+)");

  private static final Pattern ROW_IN_NAME = Pattern.compile("[a-z]\\d\\d");

  /** A deviation is a line of the table of them; rows of other sections may be there as well. */
  private static final Pattern DEVIATION = Pattern.compile("(?m)^\\| ([CRF]\\d\\d) \\|");

  @Test
  void everyRowIsACaseFileAKernelTestOrADocumentedDeviation() throws IOException {
    List<String> covered = new ArrayList<>(CaseFiles.list().stream().map(CaseFiles::id).toList());
    covered.addAll(kernelTests());
    covered.addAll(matches(DEVIATION, Files.readString(DOCUMENTATION)));

    assertThat(covered).containsExactlyInAnyOrderElementsOf(ids());
  }

  @Test
  void caseFilesAreNamedForTheirRowsAndLieInTheirSection() {
    assertThat(CaseFiles.list())
        .allSatisfy(
            file -> {
              char letter = CaseFiles.id(file).charAt(0);
              String section =
                  switch (letter) {
                    case 'C' -> "encoding";
                    case 'R' -> "receive";
                    default -> "state";
                  };
              assertThat(CaseFiles.DIRECTORY.relativize(file).getName(0)).hasToString(section);
            });
  }

  private static List<String> ids() throws IOException {
    return Files.readAllLines(CaseFiles.DIRECTORY.resolve("ids.txt")).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  private static Set<String> kernelTests() throws IOException {
    Set<String> rows = new TreeSet<>();
    for (String name : matches(TEST, Files.readString(KERNEL_TEST))) {
      ROW_IN_NAME
          .matcher(name)
          .results()
          .map(MatchResult::group)
          .map(row -> row.toUpperCase(Locale.ROOT))
          .forEach(rows::add);
    }
    return rows;
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }
}
