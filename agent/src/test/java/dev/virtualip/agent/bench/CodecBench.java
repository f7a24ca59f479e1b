package dev.virtualip.agent.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link ReceptionBench} as the agent runs and with C2, and prints both side by side. */
public final class CodecBench {

  /** What one advertisement may cost, decoded and handled, as the agent runs. */
  private static final double MOST_NANOSECONDS = 1000;

  private static final double MOST_OCTETS = 64;

  private static final String C1_ONLY = "-XX:TieredStopAtLevel=1";

  /**
   * Per operation.
   *
   * @param error half of the 99.9 % confidence interval of the time
   */
  private record Cost(double nanoseconds, double error, double octets) {}

  private CodecBench() {}

  /**
   * @param arguments the file to write, and the agent's flags of the JVM in one text
   */
  public static void main(String[] arguments) throws RunnerException, IOException {
    List<String> agent = Arrays.stream(arguments[1].split(" ", -1)).toList();
    if (!agent.contains(C1_ONLY)) {
      throw new IllegalArgumentException("the agent's flags are expected to have " + C1_ONLY);
    }
    Map<String, Map<String, Cost>> costs = new LinkedHashMap<>();
    measure(agent).forEach((name, cost) -> of(costs, name).put("C1", cost));
    measure(agent.stream().filter(flag -> !flag.equals(C1_ONLY)).toList())
        .forEach((name, cost) -> of(costs, name).put("C2", cost));
    print(costs);
    new JsonMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(new File(arguments[0]), Map.of("perAdvertisement", costs));
  }

  private static Map<String, Cost> of(Map<String, Map<String, Cost>> costs, String name) {
    return costs.computeIfAbsent(name, _ -> new LinkedHashMap<>());
  }

  private static Map<String, Cost> measure(List<String> flags) throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(ReceptionBench.class.getName())
            .addProfiler(GCProfiler.class)
            .jvmArgs(flags.toArray(String[]::new))
            // What JMH itself uses.
            .jvmArgsAppend("--sun-misc-unsafe-memory-access=allow")
            .forks(2)
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(1))
            .timeUnit(TimeUnit.NANOSECONDS)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    Map<String, Cost> costs = new LinkedHashMap<>();
    for (RunResult result : new Runner(options).run()) {
      costs.put(
          result.getPrimaryResult().getLabel(),
          new Cost(
              result.getPrimaryResult().getScore(),
              result.getPrimaryResult().getScoreError(),
              octets(result)));
    }
    return costs;
  }

  private static double octets(RunResult result) {
    var octets = result.getSecondaryResults().get("gc.alloc.rate.norm");
    if (octets == null) {
      throw new IllegalStateException("the gc profiler told nothing");
    }
    return octets.getScore();
  }

  private static void print(Map<String, Map<String, Cost>> costs) {
    System.out.printf("%-22s %28s %28s%n", "per advertisement", "C1, as the agent runs", "C2");
    costs.forEach(
        (name, cost) ->
            System.out.printf("%-22s %28s %28s%n", name, text(cost, "C1"), text(cost, "C2")));
    System.out.printf(
        "%-22s %16.0f ns %6.0f B%n", "may cost at most", MOST_NANOSECONDS, MOST_OCTETS);
  }

  private static String text(Map<String, Cost> costs, String compiler) {
    Cost cost = costs.get(compiler);
    return cost == null
        ? "-"
        : "%.0f ± %.0f ns %6.0f B".formatted(cost.nanoseconds(), cost.error(), cost.octets());
  }
}
