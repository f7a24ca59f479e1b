package dev.virtualip.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.simulation.Violation.Invariant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulation can fail: each error is found, within so many schedules and by what it breaks. */
class MutantTest {

  @ParameterizedTest
  @CsvSource({
    "SKIPS_THE_DRAIN, TAKES_OVER_FROM_THE_SILENT",
    "LEARNS_WHAT_IT_DISCARDS, TAKES_OVER_FROM_THE_SILENT",
    "ANSWERS_ITS_TWIN, ADVERT_WITHOUT_CAUSE",
    "RELEASES_BEFORE_PRIORITY_ZERO, LETS_GO_TOO_EARLY",
    "WAITS_ANEW, NO_HOLDER",
    "FORGETS_WHAT_IT_WAITS_FOR, NO_HOLDER",
    "KEEPS_THE_OLD_LIFETIME, ADDRESS_STAYS"
  })
  void isFound(Mutant mutant, Invariant broken) {
    Campaign.Result result = Campaign.run(1, 1500, mutant.mutation());

    assertThat(result.failures()).isNotEmpty();
    List<Invariant> found =
        result.failures().stream().map(failure -> failure.violation().invariant()).toList();
    assertThat(found).contains(broken);
  }
}
