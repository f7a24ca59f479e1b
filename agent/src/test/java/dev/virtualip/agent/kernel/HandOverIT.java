package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.kernel.Departing.Way;
import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.BootClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Planned moves between two agents, as clients on another machine see them, in both families. */
class HandOverIT {

  /** The long form in hack/soak has 100. */
  private static final int HAND_OVERS = Integer.getInteger("handover.times", 5);

  /** Of a hundred, one may lose something, and none more than this in a row. */
  private static final int MOST_IN_A_ROW = 2;

  private static final long AFTERMATH_NANOS = Duration.ofMillis(200).toNanos();

  /** A client that begins in the middle is right within this. */
  private static final Duration RIGHT = Duration.ofMillis(150);

  private static final Duration STEP = Duration.ofMillis(10);
  private static final int STEPS = 20;

  private static final List<String> ADDRESSES = List.of(Departing.IPV4, Departing.IPV6);

  @TempDir Path directory;

  private final Lan lan = new Lan();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Departing> nodes = new ArrayList<>();
  private final List<Tenures> tenures = new ArrayList<>();

  @AfterEach
  void clean() throws Exception {
    for (AutoCloseable resource : open.reversed()) {
      resource.close();
    }
    lan.close();
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.add(resource);
    return resource;
  }

  private void begin(Way way) throws Exception {
    List<Machine> machines = List.of(lan.machine(1), lan.machine(2));
    for (Machine machine : machines) {
      for (String address : ADDRESSES) {
        opened(Echo.start(machine, address));
      }
      Path home = directory.resolve("node" + machine.host());
      nodes.add(opened(new Departing(way, machine, 200 - 50 * nodes.size(), home)));
    }
    for (String address : ADDRESSES) {
      tenures.add(opened(Tenures.start(machines, address)));
    }
    nodes.getFirst().start();
    soon().until(() -> onlyHolder(nodes.getFirst()));
    // The second one: it would win an election of its own if it were up first.
    nodes.getLast().start();
    nodes.getLast().awaitBackup();
  }

  private static ConditionFactory soon() {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(10));
  }

  private boolean onlyHolder(Departing node) {
    Set<Integer> alone = Set.of(node.machine().host());
    return tenures.stream().allMatch(tenure -> tenure.holders().equals(alone));
  }

  /** What a client saw of one hand-over of one address. */
  private record Seen(
      String address, int lostProbes, int probesInARow, int lostConnections, int inARow) {

    boolean nothingLost() {
      return lostProbes == 0 && lostConnections == 0;
    }
  }

  /** Probes and connections of one client to one address. */
  private record Watch(String address, Prober prober, Connector connector) {

    static Watch start(Machine client, String address) throws Exception {
      return new Watch(address, Prober.start(client, address), Connector.start(client, address));
    }

    Seen stop() throws Exception {
      try (prober;
          connector) {
        ProbeLog probes = prober.stop();
        Connector.Result connections = connector.stop();
        return new Seen(
            address,
            probes.lost(),
            probes.mostInARow(),
            connections.lost(),
            connections.mostInARow());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientsLoseNothing(Way way) throws Exception {
    begin(way);
    Machine client = lan.machine(9);
    List<Seen> all = new ArrayList<>();
    for (int round = 0; round < HAND_OVERS; round++) {
      Departing holder = nodes.get(round % 2);
      Departing other = nodes.get((round + 1) % 2);
      List<Watch> watches = new ArrayList<>();
      for (String address : ADDRESSES) {
        watches.add(Watch.start(client, address));
      }
      soon().until(all(watches, watch -> watch.prober().lastHost() == holder.machine().host()));
      holder.leave();
      soon().until(() -> onlyHolder(other));
      long done = BootClock.nanos() + AFTERMATH_NANOS;
      soon().until(all(watches, watch -> watch.prober().lastAnsweredNanos() > done));
      for (Watch watch : watches) {
        all.add(watch.stop());
      }
      holder.recover();
    }
    assertThat(all)
        .as(this::story)
        .allMatch(seen -> seen.probesInARow() <= MOST_IN_A_ROW && seen.inARow() <= MOST_IN_A_ROW);
    assertThat(all.stream().filter(seen -> !seen.nothingLost()))
        .as(this::story)
        .hasSizeLessThanOrEqualTo(Math.max(1, 2 * HAND_OVERS / 100));
  }

  private String story() {
    return nodes.stream()
        .map(node -> node.machine() + ":\n" + node.agent().log())
        .collect(Collectors.joining("\n"));
  }

  private static Callable<Boolean> all(List<Watch> watches, Predicate<Watch> condition) {
    return () -> watches.stream().allMatch(condition);
  }

  /** With an empty neighbour cache, at each 10 ms of a hand-over. */
  @Test
  void clientThatComesInTheMiddleIsSoonRight() throws Exception {
    begin(Way.HAND_OVER);
    List<Machine> clients = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      clients.add(lan.machine(10 + step));
    }
    for (int round = 0; round < tenures.size(); round++) {
      Departing holder = nodes.get(round);
      Departing other = nodes.get(1 - round);
      Machine successor = other.machine();
      List<Prober> probers = new ArrayList<>();
      holder.leave();
      long due = BootClock.nanos();
      for (Machine client : clients) {
        long moment = due;
        soon().until(() -> BootClock.nanos() >= moment);
        probers.add(opened(Prober.start(client, ADDRESSES.get(round), STEP)));
        due += STEP.toNanos();
      }
      soon().until(() -> onlyHolder(other));
      long moved = tenures.get(round).since(successor).orElseThrow();
      long done = BootClock.nanos() + AFTERMATH_NANOS;
      for (Prober prober : probers) {
        soon().until(() -> prober.lastAnsweredNanos() > done);
        ProbeLog log = prober.stop();
        long right = log.begin() + RIGHT.toNanos();
        assertThat(log.answeredFrom(right)).isTrue();
        assertThat(log.answeredFrom(Math.max(right, moved + RIGHT.toNanos()), successor.host()))
            .isTrue();
      }
      holder.recover();
    }
  }
}
