package dev.virtualip.agent.kernel;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table of {@link FailoverBench}: a line for each interval and fault. */
final class FailoverTable {

  /** Fewer runs have no 99th percentile. */
  private static final int RUNS_FOR_P99 = 100;

  private static final String FORM =
      "%-7s %-13s %5s |%8s %8s %7s |%8s %8s |%7s %7s |%8s %8s |%7s %7s |%8s %8s %7s";

  static final String HEAD =
      FORM.formatted(
              "", "", "", "outage", "median", "", "outage", "most", "probes", "lost", "two",
              "holders", "cache", "right", "answer", "", "")
          + "\n"
          + FORM.formatted(
              "every", "fault", "runs", "ours", "keepal.", "ratio", "ours", "keepal.", "ours",
              "keepal.", "ours", "keepal.", "ours", "keepal.", "ours", "keepal.", "less by");

  static final String FOOT =
      """
      milliseconds; most is the 99th percentile where there are %d runs or more
      outage: the longest time in which none of the probes, one each millisecond, was answered; ratio: ours to theirs
      probes lost: median; two holders: most, "ever" if still so %d s after the move
      cache right: from the fault until the client's neighbour cache has the new holder, median
      answer: from the old holder's last advert on the wire to the first answer of another node, median\
      """
          .formatted(RUNS_FOR_P99, Trial.WATCH_NANOS / 1_000_000_000);

  private FailoverTable() {}

  static String line(int interval, Fault fault, List<Trial> ours, List<Trial> theirs) {
    double median = median(ours, Trial::outageMilliseconds).orElseThrow();
    double other = median(theirs, Trial::outageMilliseconds).orElseThrow();
    Optional<Double> answer = median(ours, Trial::answerMilliseconds);
    Optional<Double> otherAnswer = median(theirs, Trial::answerMilliseconds);
    return FORM.formatted(
        interval,
        fault.word(),
        ours.size(),
        number(median),
        number(other),
        ratio(median, other),
        number(most(ours)),
        number(most(theirs)),
        number(median(ours, trial -> (double) trial.lost())),
        number(median(theirs, trial -> (double) trial.lost())),
        twoHolders(ours),
        twoHolders(theirs),
        number(median(ours, Trial::cacheMilliseconds)),
        number(median(theirs, Trial::cacheMilliseconds)),
        number(answer),
        number(otherAnswer),
        answer.flatMap(own -> otherAnswer.map(their -> number(their - own))).orElse("-"));
  }

  private static String ratio(double ours, double theirs) {
    return theirs == 0 ? (ours == 0 ? "both 0" : "-") : "%.2f".formatted(ours / theirs);
  }

  private static String twoHolders(List<Trial> trials) {
    return trials.stream().anyMatch(Trial::endless)
        ? "ever"
        : number(trials.stream().mapToDouble(Trial::twoHoldersMilliseconds).max().orElse(0));
  }

  private static double most(List<Trial> trials) {
    List<Double> sorted = trials.stream().map(Trial::outageMilliseconds).sorted().toList();
    return sorted.size() < RUNS_FOR_P99
        ? sorted.getLast()
        : sorted.get((sorted.size() * 99 + 99) / 100 - 1);
  }

  /** Empty where no trial has the figure. */
  static Optional<Double> median(List<Trial> trials, Function<Trial, @Nullable Double> figure) {
    List<Double> sorted =
        trials.stream()
            .map(figure)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .sorted()
            .toList();
    if (sorted.isEmpty()) {
      return Optional.empty();
    }
    int middle = sorted.size() / 2;
    return Optional.of(
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
  }

  private static String number(Optional<Double> value) {
    return value.map(FailoverTable::number).orElse("-");
  }

  private static String number(double value) {
    return Math.abs(value) < 100 ? "%.1f".formatted(value) : "%.0f".formatted(value);
  }
}
