package dev.virtualip.agent.conformance;

import dev.virtualip.agent.vrrp.State;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a run begins. Zero of its time is
 *
 * <ul>
 *   <li>Initialize: any moment before Startup;
 *   <li>Backup: when the advert of {@code behind} was heard; Startup was half an interval before;
 *   <li>Active: 0.3 intervals after an advert, ten seconds or more after it became Active.
 * </ul>
 */
enum Given {
  Initialize,
  Backup,
  Active;

  private static final long SETTLED_NANOS = Span.parse("10 s").nanos();

  /** P as the conventions have it, priority 150. */
  private static final PacketSpec BEHIND = PacketSpec.ofPriority(150);

  void reach(World world, Dut dut, @Nullable PacketSpec behind) {
    long interval = dut.setup().effectiveInterval().nanos();
    switch (this) {
      case Initialize -> {}
      case Backup -> {
        world.at(world.now(), dut::startUp);
        world.runTo(world.now() + interval / 2);
        byte[] packet = Packets.build(behind == null ? BEHIND : behind, dut.setup());
        world.at(world.now(), () -> dut.receive(packet));
        world.runTo(world.now());
        if (dut.heard().size() != 1) {
          throw new AssertionError("the run can't begin: the advert of P was not accepted");
        }
      }
      case Active -> {
        world.at(world.now(), dut::startUp);
        world.runTo(world.now());
        while (dut.state() != State.ACTIVE) {
          world.runTo(dut.deadline().orElseThrow());
        }
        long intervals = Math.ceilDiv(SETTLED_NANOS, interval);
        world.runTo(world.now() + intervals * interval + 3 * interval / 10);
      }
    }
    if (!dut.state().toString().equals(name())) {
      throw new AssertionError(
          String.format(Locale.ROOT, "the run can't begin: it is %s, not %s", dut.state(), this));
    }
    dut.zero();
  }
}
