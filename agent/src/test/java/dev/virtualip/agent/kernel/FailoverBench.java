package dev.virtualip.agent.kernel;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * What faults of the holder cost a client, with this agent and with keepalived: three nodes each,
 * the same priorities and intervals, turn by turn.
 */
public final class FailoverBench {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Who is measured. */
  enum Party {
    OURS,
    KEEPALIVED;

    Arena arena(Group group, Path home) throws Exception {
      String name = name().substring(0, 1).toLowerCase(Locale.ROOT) + group.intervalMilliseconds();
      return switch (this) {
        case OURS ->
            new Arena(
                name,
                group,
                home,
                (machine, priority, place) -> new Member.Ours(machine, group, priority, place));
        case KEEPALIVED ->
            new Arena(
                name,
                group,
                home,
                (machine, priority, place) -> new Member.Theirs(machine, group, priority, place));
      };
    }
  }

  /** One line of the results. */
  record Sample(int intervalMilliseconds, Fault fault, Party party, @JsonUnwrapped Trial trial) {}

  /** Where and when. */
  record Circumstances(
      String kernel,
      int processors,
      String keepalived,
      String java,
      String loadBefore,
      String loadAfter,
      String begun) {}

  private final List<Sample> samples = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom();

  private FailoverBench() {}

  /**
   * Needs root.
   *
   * @param arguments the file to write, how many runs, intervals in milliseconds and faults, both
   *     separated by commas
   */
  public static void main(String[] arguments) throws Exception {
    String begun = Instant.now().toString();
    String load = load();
    int runs = Integer.parseInt(arguments[1]);
    List<Integer> intervals = words(arguments[2]).map(Integer::valueOf).toList();
    List<Fault> faults = words(arguments[3]).map(Fault::of).toList();
    FailoverBench bench = new FailoverBench();
    System.out.println(FailoverTable.HEAD);
    for (int interval : intervals) {
      bench.measure(interval, faults, runs);
    }
    System.out.println(FailoverTable.FOOT);
    Circumstances circumstances =
        new Circumstances(
            System.getProperty("os.version"),
            Runtime.getRuntime().availableProcessors(),
            Command.run("keepalived", "--version").output().lines().findFirst().orElse(""),
            System.getProperty("java.vm.version"),
            load,
            load(),
            begun);
    System.out.println(circumstances);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("circumstances", circumstances);
    all.put("samples", bench.samples);
    JSON.writerWithDefaultPrettyPrinter().writeValue(new File(arguments[0]), all);
    System.exit(0);
  }

  private static Stream<String> words(String list) {
    return Stream.of(list.split(",", -1));
  }

  private static String load() throws Exception {
    return Files.readString(Path.of("/proc/loadavg")).strip();
  }

  private void measure(int interval, List<Fault> faults, int runs) throws Exception {
    Group group = Group.VERSION_3.every(interval);
    Path home = Files.createTempDirectory("virtualip-failover");
    Map<Party, Arena> arenas = new EnumMap<>(Party.class);
    try {
      for (Party party : Party.values()) {
        arenas.put(party, party.arena(group, home));
      }
      for (Fault fault : faults) {
        for (int run = 0; run < runs; run++) {
          for (Map.Entry<Party, Arena> arena : arenas.entrySet()) {
            Trial trial = Trial.run(arena.getValue(), fault, random);
            samples.add(new Sample(interval, fault, arena.getKey(), trial));
          }
        }
        System.out.println(
            FailoverTable.line(
                interval,
                fault,
                of(interval, fault, Party.OURS),
                of(interval, fault, Party.KEEPALIVED)));
      }
    } finally {
      for (Arena arena : arenas.values()) {
        arena.close();
      }
    }
  }

  private List<Trial> of(int interval, Fault fault, Party party) {
    return samples.stream()
        .filter(
            sample ->
                sample.intervalMilliseconds() == interval
                    && sample.fault() == fault
                    && sample.party() == party)
        .map(Sample::trial)
        .toList();
  }
}
