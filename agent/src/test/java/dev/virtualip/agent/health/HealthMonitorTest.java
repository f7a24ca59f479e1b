package dev.virtualip.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.loop.FailingCheck;
import dev.virtualip.api.v1alpha1.ChecksumMode;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.FileCheck;
import dev.virtualip.api.v1alpha1.HealthCheck;
import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.api.v1alpha1.VirtualIPReference;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthMonitorTest {

  @TempDir Path directory;

  private final FakeThreads threads = new FakeThreads();
  private final List<Standing> told = new ArrayList<>();
  private final List<Object> ran = new ArrayList<>();
  private HealthMonitor monitor;

  @BeforeEach
  void start() {
    monitor =
        new HealthMonitor(
            threads,
            threads,
            threads,
            new Probes(directory),
            (virtualIP, standing) -> told.add(standing),
            ran::add);
  }

  @Test
  void nothingIsToldWhileAllChecksPass() throws IOException {
    touch("a");

    monitor.watch(List.of(router(check("a", null))));
    threads.toMillis(10_000);

    assertThat(told).isEmpty();
  }

  @Test
  void checkThatFailsFromTheStartCountsBeforeAnElectionEnds() {
    monitor.watch(List.of(router(check("a", null))));
    threads.toMillis(100);

    assertThat(told)
        .containsExactly(
            new Standing(
                0,
                true,
                List.of(new FailingCheck("a", directory.resolve("a") + " does not exist"))));
  }

  @Test
  void checkThatBreaksCountsAfterThreePeriodsAndRecoversAfterTwo() throws IOException {
    touch("a");
    monitor.watch(List.of(router(check("a", 100))));
    threads.toMillis(5_000);

    Files.delete(directory.resolve("a"));
    threads.toMillis(6_800);
    assertThat(told).isEmpty();
    threads.toMillis(8_300);
    assertThat(told).extracting(Standing::penalty).containsExactly(100);
    assertThat(told.getFirst().reserve()).isFalse();

    touch("a");
    threads.toMillis(9_200);
    assertThat(told).hasSize(1);
    threads.toMillis(10_500);
    assertThat(told.getLast()).isEqualTo(Standing.GOOD);
  }

  @Test
  void penaltiesAddUp() {
    monitor.watch(List.of(router(check("a", 100), check("b", 20))));
    threads.toMillis(200);

    assertThat(told.getLast().penalty()).isEqualTo(120);
    assertThat(told.getLast().failing()).extracting(FailingCheck::name).containsExactly("a", "b");
  }

  @Test
  void equalCheckKeepsItsVerdictWhenAnotherIsAdded() throws IOException {
    touch("b");
    monitor.watch(List.of(router(check("a", 100))));
    threads.toMillis(200);
    told.clear();

    monitor.watch(List.of(router(check("a", 100), check("b", 20))));
    threads.toMillis(400);

    assertThat(told).isEmpty();
  }

  @Test
  void checkThatIsTakenAwayCountsNoMore() {
    monitor.watch(List.of(router(check("a", 100))));
    threads.toMillis(200);

    monitor.watch(List.of(router()));
    threads.toMillis(300);

    assertThat(told.getLast()).isEqualTo(Standing.GOOD);
  }

  @Test
  void virtualIPThatIsGoneIsForgotten() {
    monitor.watch(List.of(router(check("a", 100))));
    threads.toMillis(200);
    told.clear();

    monitor.watch(List.of());
    threads.toMillis(10_000);
    assertThat(told).isEmpty();

    monitor.watch(List.of(router(check("a", 100))));
    threads.toMillis(10_200);
    assertThat(told).extracting(Standing::penalty).containsExactly(100);
  }

  @Test
  void checkThatHangsFailsAndIsNotPiledUp() throws IOException {
    touch("a");
    monitor.watch(List.of(router(check("a", 100))));
    threads.toMillis(3_000);

    threads.hang(true);
    threads.toMillis(10_000);

    assertThat(threads.hanging()).isEqualTo(1);
    assertThat(threads.interrupts()).isEqualTo(1);
    assertThat(told).extracting(Standing::penalty).containsExactly(100);

    threads.hang(false);
    threads.letGo();
    threads.toMillis(15_000);
    assertThat(told.getLast()).isEqualTo(Standing.GOOD);
  }

  private void touch(String name) throws IOException {
    Files.createFile(directory.resolve(name));
  }

  private static HealthCheck check(String file, @Nullable Integer penalty) {
    return new HealthCheck(file, null, null, new FileCheck(file), null, null, null, null, penalty);
  }

  private static VirtualRouterSpec router(HealthCheck... checks) {
    return new VirtualRouterSpec(
        new VirtualIPReference("ingress", "uid", 1),
        Family.IPV4,
        "eth0",
        51,
        3,
        200,
        250,
        true,
        0,
        List.of("192.0.2.100"),
        ChecksumMode.PSEUDO_HEADER,
        null,
        PeerMode.MULTICAST,
        List.of(),
        List.of(checks),
        false);
  }
}
