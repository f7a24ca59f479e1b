package dev.virtualip.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class KnownAddressesTest {

  private final KnownAddresses known = new KnownAddresses();

  private InetAddress of(String literal) {
    byte[] octets = InetAddress.ofLiteral(literal).getAddress();
    // As in a datagram: room for either family.
    byte[] room = new byte[16];
    System.arraycopy(octets, 0, room, 0, octets.length);
    return known.of(room, octets.length);
  }

  @Test
  void anAddressThatWasMetIsTheSameObject() {
    InetAddress first = of("192.0.2.1");
    of("2001:db8::1");
    assertThat(of("192.0.2.1")).isSameAs(first);
  }

  @Test
  void everyAddressIsItselfHoweverManyThereAre() {
    for (int round = 0; round < 2; round++) {
      for (int host = 0; host < 256; host++) {
        String ipv4 = "192.0.2." + host;
        String ipv6 = "fe80:0:0:0:0:0:0:" + Integer.toHexString(host);
        assertThat(of(ipv4).getHostAddress()).isEqualTo(ipv4);
        assertThat(of(ipv6).getHostAddress()).isEqualTo(ipv6);
      }
    }
  }

  @Test
  void octetsThatChangeLaterChangeNoAddress() {
    byte[] octets = {(byte) 192, 0, 2, 1};
    InetAddress first = known.of(octets, 4);
    octets[3] = 2;
    assertThat(first.getHostAddress()).isEqualTo("192.0.2.1");
    assertThat(known.of(octets, 4).getHostAddress()).isEqualTo("192.0.2.2");
  }

  @Test
  void aMappedAddressStaysOneOfIpv6() {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, (byte) 192, 0, 2, 1};
    assertThat(known.of(mapped, 16)).isInstanceOf(Inet6Address.class);
  }
}
