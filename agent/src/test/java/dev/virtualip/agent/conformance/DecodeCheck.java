package dev.virtualip.agent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.vrrp.Advertisement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A packet of another product, as a router with its VRID understands it.
 *
 * @param vector a frame of the vectors
 * @param password of the receiver
 */
record DecodeCheck(
    String vector,
    int version,
    int vrid,
    int priority,
    Span interval,
    List<String> addresses,
    @Nullable String password)
    implements Check {

  DecodeCheck {
    Missing.require(vector, "vector");
    Missing.require(interval, "interval");
    Missing.require(addresses, "addresses");
  }

  @Override
  public void run() {
    byte[] packet = Packets.vector(vector);
    String family = packet[0] >>> 4 == 6 ? "IPv6" : "IPv4";
    World world = new World();
    Dut dut =
        new Dut(
            world,
            new RouterSetup(
                version, family, vrid, null, interval, null, null, null, null, null, password));
    world.at(world.now(), () -> dut.receive(packet));
    world.runTo(world.now());
    assertThat(dut.heard()).as("adverts accepted of %s", vector).hasSize(1);
    Advertisement heard = dut.heard().getFirst();
    assertThat(heard.version()).as("version of %s", vector).isEqualTo(version);
    assertThat(heard.virtualRouterID()).as("vrid of %s", vector).isEqualTo(vrid);
    assertThat(heard.priority()).as("priority of %s", vector).isEqualTo(priority);
    assertThat(heard.intervalMilliseconds())
        .as("interval of %s", vector)
        .isEqualTo(interval.milliseconds());
    assertThat(Texts.ofAddresses(heard.addresses()))
        .as("addresses of %s", vector)
        .isEqualTo(Texts.addresses(addresses));
  }
}
