package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.kernel.Lan.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** keepalived, from its Debian package, in one virtual router with ours. */
class KeepalivedIT {

  @TempDir Path directory;

  private final Lan lan = new Lan();

  @AfterEach
  void clean() {
    lan.close();
  }

  @Test
  void keepalivedYieldsToOurHigherPriorityAndTakesOverWhenOursStops() throws Exception {
    Machine theirs = lan.machine(1);
    Machine ours = lan.machine(2);
    Process keepalived = keepalived(theirs, 100);
    try {
      await().atMost(Duration.ofSeconds(10)).until(() -> theirs.holds(Manifest.ADDRESS));
      Path home = directory.resolve("ours");
      Manifest.write(home, Manifest.of("ours", 150));
      try (Agent agent = Agent.start(ours, "ours", home)) {
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> ours.holds(Manifest.ADDRESS) && !theirs.holds(Manifest.ADDRESS));
        assertThat(agent.state()).isEqualTo("Active");

        assertThat(agent.terminate(2000)).isZero();

        await()
            .atMost(Duration.ofSeconds(2))
            .until(() -> theirs.holds(Manifest.ADDRESS) && !ours.holds(Manifest.ADDRESS));
      }
    } finally {
      keepalived.destroy();
      assertThat(keepalived.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Process keepalived(Machine machine, int priority) throws IOException {
    Path configuration = directory.resolve("keepalived.conf");
    Files.writeString(
        configuration,
        """
        global_defs {
          vrrp_version 3
        }
        vrrp_instance ingress {
          interface eth0
          state BACKUP
          virtual_router_id %d
          priority %d
          advert_int 0.25
          virtual_ipaddress {
            %s/32
          }
        }
        """
            .formatted(Manifest.VIRTUAL_ROUTER_ID, priority, Manifest.ADDRESS));
    return new ProcessBuilder(
            machine.command(
                List.of(
                    "keepalived",
                    "--dont-fork",
                    "--vrrp",
                    "--log-console",
                    "--use-file",
                    configuration.toString(),
                    "--pid",
                    directory.resolve("keepalived.pid").toString(),
                    "--vrrp_pid",
                    directory.resolve("vrrp.pid").toString())))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("keepalived.log").toFile())
        .start();
  }
}
