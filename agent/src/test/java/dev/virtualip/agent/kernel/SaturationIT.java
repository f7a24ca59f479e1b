package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.kernel.Wire.Advert;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents on a machine whose processors have more to do than they can. */
class SaturationIT {

  private static final int INTERVAL_MILLISECONDS = 100;

  /** The long form in hack/soak has ten minutes. */
  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("saturation.seconds", 120));

  /** Others that want each processor. */
  private static final int RIVALS_PER_PROCESSOR = 4;

  private static final List<String> WITHOUT_SYS_NICE =
      List.of("setpriv", "--bounding-set", "-sys_nice", "--inh-caps", "-sys_nice");

  @TempDir Path directory;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void clean() throws Exception {
    for (AutoCloseable resource : open.reversed()) {
      resource.close();
    }
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.add(resource);
    return resource;
  }

  /** Two agents on a link, and who listens there. */
  private record Pair(Agent active, Agent backup, Wire wire) {

    /** Since the last time that the wire was told to forget. */
    Outcome outcome() throws InterruptedException {
      List<Advert> adverts = wire.heard();
      String owner = active.machine().address();
      long longest = 0;
      long last = 0;
      int takeOvers = 0;
      boolean taken = false;
      for (Advert advert : adverts) {
        boolean others = !advert.source().getHostAddress().equals(owner);
        takeOvers += others && !taken ? 1 : 0;
        taken = others;
        longest = last == 0 || others ? longest : Math.max(longest, advert.nanos() - last);
        last = others ? last : advert.nanos();
      }
      return new Outcome(adverts.size(), takeOvers, Duration.ofNanos(longest).toMillis());
    }
  }

  private record Outcome(int adverts, int takeOvers, long longestGapMilliseconds) {}

  private Pair pair(String name, List<String> by) throws Exception {
    Lan lan = opened(new Lan(name));
    Machine first = lan.machine(1);
    Machine second = lan.machine(2);
    Wire wire = opened(Wire.tap(lan.machine(254)));
    Agent active = start(by, first, name + "a", 200);
    soon().until(() -> active.state().equals("Active"));
    Agent backup = start(by, second, name + "b", 150);
    // Not that it is a Backup: an ordinary one need not be, on a machine that is busy by now.
    soon().until(() -> !backup.state().isEmpty());
    return new Pair(active, backup, wire);
  }

  private Agent start(List<String> by, Machine machine, String node, int priority) {
    Path home = directory.resolve(node);
    Manifest.write(home, OneAgent.withInterval(Manifest.of(node, priority), INTERVAL_MILLISECONDS));
    return opened(Agent.startBy(by, machine, node, home));
  }

  private static ConditionFactory soon() {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(60));
  }

  private void saturate() throws IOException {
    int rivals = RIVALS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
    for (int rival = 0; rival < rivals; rival++) {
      Process process = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
      open.add(process::destroyForcibly);
    }
  }

  @Test
  void nobodyTakesOverFromAnActiveThatRunsInRealTime() throws Exception {
    Pair realTime = pair("r", List.of());
    Pair ordinary = pair("o", WITHOUT_SYS_NICE);
    assertThat(realTime.active().log()).contains("thread=\"SCHED_RR 1\"");
    assertThat(ordinary.active().log()).contains("CAP_SYS_NICE is missing");
    soon().until(() -> realTime.backup().isBehindAnActive());
    saturate();
    realTime.wire().forget();
    ordinary.wire().forget();

    realTime.wire().next(advert -> false, TIME);

    Outcome outcome = realTime.outcome();
    System.out.printf(
        "%d s, %d processors with %d rivals each, adverts every %d ms:%n  SCHED_RR %s%n  without"
            + " %s%n",
        TIME.toSeconds(),
        Runtime.getRuntime().availableProcessors(),
        RIVALS_PER_PROCESSOR,
        INTERVAL_MILLISECONDS,
        outcome,
        ordinary.outcome());
    assertThat(outcome.takeOvers()).isZero();
    assertThat(outcome.adverts())
        .isGreaterThan((int) (TIME.toMillis() / INTERVAL_MILLISECONDS * 9 / 10));
    assertThat(realTime.backup().log()).doesNotContain("to=\"Active\"");
    assertThat(realTime.active().log()).containsOnlyOnce("to=\"Active\"");
  }
}
