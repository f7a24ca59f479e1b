package dev.virtualip.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.linux.netlink.InterfaceAddress;
import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.linux.netlink.MacAddress;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.plan.NetworkInterface;
import dev.virtualip.plan.Subnet;
import java.net.InetAddress;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InterfaceTableTest {

  private static final int UP_BROADCAST_RUNNING_MULTICAST = 0x1043;
  private static final Link ETH0 =
      new Link(2, "eth0", UP_BROADCAST_RUNNING_MULTICAST, new MacAddress(0x020000000001L));
  private static final int GLOBAL = 0;
  private static final int LINK = 253;
  private static final int TEMPORARY = 0x01;
  private static final int DADFAILED = 0x08;
  private static final int TENTATIVE = 0x40;
  private static final int OURS = 112;

  private final InterfaceTable table = new InterfaceTable();

  @BeforeEach
  void plug() {
    table.apply(new NetlinkEvent.LinkChanged(ETH0));
  }

  private void add(String address, int prefixLength, int scope, int flags, int protocol) {
    table.apply(
        new NetlinkEvent.AddressAdded(
            new InterfaceAddress(
                ETH0.index(),
                InetAddress.ofLiteral(address),
                prefixLength,
                scope,
                flags,
                protocol,
                -1)));
  }

  private void addLinkLocal(String address, int flags) {
    add(address, 64, LINK, flags, 0);
  }

  private String source(Family family, String... virtual) {
    return table
        .source(family, ETH0.index(), virtual(virtual))
        .map(InetAddress::getHostAddress)
        .orElse("none");
  }

  private static Set<InetAddress> virtual(String... addresses) {
    return Set.of(addresses).stream().map(InetAddress::ofLiteral).collect(Collectors.toSet());
  }

  @Test
  void eachFamilyIsAdvertisedFromItsOwnKindOfAddress() {
    add("2001:db8::1", 64, GLOBAL, 0, 0);
    addLinkLocal("fe80::1", 0);
    add("169.254.0.1", 16, LINK, 0, 0);
    add("192.0.2.1", 24, GLOBAL, 0, 0);
    add("192.0.2.2", 24, GLOBAL, 0, 0);
    assertThat(source(Family.IPV4)).isEqualTo("192.0.2.1");
    assertThat(source(Family.IPV6)).isEqualTo("fe80:0:0:0:0:0:0:1");
  }

  @Test
  void aVirtualLinkLocalAddressIsNoSource() {
    add("fe80::61", 128, LINK, 0, OURS);
    addLinkLocal("fe80::62", 0);
    assertThat(source(Family.IPV6, "fe80::62")).isEqualTo("none");
    addLinkLocal("fe80::1", 0);
    assertThat(source(Family.IPV6, "fe80::62")).isEqualTo("fe80:0:0:0:0:0:0:1");
  }

  @Test
  void aTentativeLinkLocalAddressIsNoSourceUntilItIsKnownToBeUnique() {
    addLinkLocal("fe80::1", TENTATIVE);
    assertThat(source(Family.IPV6)).isEqualTo("none");
    assertThat(table.missingSource(Family.IPV6, ETH0))
        .contains("fe80::1", "duplicate address detection");
    addLinkLocal("fe80::1", 0);
    assertThat(source(Family.IPV6)).isEqualTo("fe80:0:0:0:0:0:0:1");
  }

  @Test
  void anAddressThatAnotherMachineHasIsNamed() {
    addLinkLocal("fe80::1", TENTATIVE | DADFAILED);
    assertThat(table.missingSource(Family.IPV6, ETH0)).contains("fe80::1", "another machine");
  }

  @Test
  void theCureIsNamedWhereThereIsNoLinkLocalAddress() {
    assertThat(table.missingSource(Family.IPV6, ETH0))
        .contains("net.ipv6.conf.eth0.disable_ipv6", "fe80::/64");
    assertThat(table.missingSource(Family.IPV4, ETH0)).contains("IPv4");
  }

  @Test
  void candidatesHaveSubnetsThatStayAndNoAddressesOfOurs() {
    addLinkLocal("fe80::1", 0);
    add("192.0.2.1", 24, GLOBAL, 0, 0);
    add("192.0.2.100", 32, GLOBAL, 0, OURS);
    add("192.0.2.101", 24, GLOBAL, 0, 0);
    add("2001:db8::1", 64, GLOBAL, 0, 0);
    add("2001:db8::abcd", 64, GLOBAL, TEMPORARY, 0);
    add("2001:db8::2", 128, GLOBAL, 0, 0);
    assertThat(table.candidates(virtual("192.0.2.101")))
        .singleElement()
        .satisfies(
            eth0 -> {
              assertThat(eth0.subnets())
                  .extracting(Subnet::toString)
                  .containsExactly("192.0.2.1/24", "2001:db8::1/64");
              assertThat(eth0.linkLocal()).isEqualTo(InetAddress.ofLiteral("fe80::1"));
            });
  }

  @Test
  void anInterfaceWithoutASubnetIsNoCandidate() {
    addLinkLocal("fe80::1", 0);
    add("10.42.0.1", 32, GLOBAL, 0, 0);
    assertThat(table.candidates(Set.of())).extracting(NetworkInterface::name).isEmpty();
  }
}
