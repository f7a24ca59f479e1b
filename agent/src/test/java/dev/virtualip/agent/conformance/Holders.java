package dev.virtualip.agent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;

/** Measures for how long several routers hold an address at one time. */
final class Holders {

  private final World world;
  private final List<Dut> routers;
  private long together;
  private long longest;
  private boolean two;

  Holders(World world, List<Dut> routers) {
    this.world = world;
    this.routers = routers;
  }

  void look() {
    InetAddress address =
        InetAddress.ofLiteral(routers.getFirst().setup().effectiveAddresses().getFirst());
    boolean now =
        routers.stream().filter(router -> router.mayHold(address, world.now())).count() > 1;
    if (now && !two) {
      together = world.now();
    }
    two = now;
    if (two) {
      longest = Math.max(longest, world.now() - together);
    }
  }

  void check(String name, Span most) {
    assertThat(longest / 1e6)
        .as("%s: longest time with two holders, in milliseconds", name)
        .isLessThanOrEqualTo(most.nanos() / 1e6);
  }
}
