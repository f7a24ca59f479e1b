package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.conformance.Packets;
import dev.virtualip.agent.kernel.Capture.Frame;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The agent's thread stood still, and its timer is overdue when it goes on. */
class LateTimerIT extends OneAgent {

  /** Nearly as many as its queue takes; the last word is behind them. */
  private static final int FLOOD = 2300;

  @Test
  void activeHearsTheOtherOneBehindAFloodBeforeItSaysAnything() throws Exception {
    Agent agent = start(100, 1000);
    become(agent, "Active");
    advert(Duration.ofSeconds(2));
    agent.freeze();
    byte[] foreign = Packets.frame(77, 200, List.of("192.0.2.77"));
    for (int count = 0; count < FLOOD; count++) {
      injector().send(foreign);
    }
    injector().send(GOOD);
    assertThat(own(Duration.ofMillis(1200))).as("while it is frozen").isEmpty();
    agent.thaw();

    become(agent, "Backup");
    assertThat(own(Duration.ofMillis(300))).as("what it says to a higher priority").isEmpty();
    assertThat(agent.router().at("/counters/advertisement-rcvd").asInt()).isEqualTo(1);
  }

  private Optional<Frame> own(Duration limit) throws InterruptedException {
    String mac = macOf(machine());
    return capture().next(frame -> frame.isIpv4(VRRP) && frame.hex().startsWith(mac, 12), limit);
  }
}
