package dev.virtualip.agent.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** By which ways a packet may come, and from whom. */
class PathsTest {

  private static final InetAddress IPV4_PEER = InetAddress.ofLiteral("192.0.2.2");
  private static final InetAddress IPV6_PEER = InetAddress.ofLiteral("fe80::2");

  /** One kind of packet, and both ends of its way. */
  @SuppressWarnings("ImmutableEnumChecker") // what it holds is not changed
  enum Kind {
    VERSION_2(2, "192.0.2.100", IPV4_PEER, "192.0.2.1", "192.0.2.7", "224.0.0.18"),
    VERSION_3(3, "192.0.2.100", IPV4_PEER, "192.0.2.1", "192.0.2.7", "224.0.0.18"),
    VERSION_3_IPV6(3, "2001:db8::100", IPV6_PEER, "fe80::1", "fe80::7", "ff02::12");

    final Advertisement advertisement;
    final InetAddress peer;
    final InetAddress ours;
    final InetAddress stranger;
    final InetAddress group;

    Kind(
        int version, String virtual, InetAddress peer, String ours, String stranger, String group) {
      advertisement =
          new Advertisement(version, 51, 150, 1000, List.of(InetAddress.ofLiteral(virtual)));
      this.peer = peer;
      this.ours = InetAddress.ofLiteral(ours);
      this.stranger = InetAddress.ofLiteral(stranger);
      this.group = InetAddress.ofLiteral(group);
    }

    Decoded decode(Paths paths, InetAddress source, InetAddress to) {
      return decode(paths, source, to, to, 255);
    }

    Decoded decode(
        Paths paths, InetAddress source, InetAddress summed, InetAddress to, int hopLimit) {
      return AdvertisementCodec.decode(
          new Datagram(
              source,
              to,
              hopLimit,
              AdvertisementCodec.encode(advertisement, ChecksumForm.PSEUDO_HEADER, source, summed)),
          id -> id == 51 ? new Expectation(advertisement.version(), null, paths) : null);
    }
  }

  private static final Paths UNICAST = Paths.unicastOnly(List.of(IPV4_PEER, IPV6_PEER));
  private static final Paths BOTH = Paths.both(List.of(IPV4_PEER, IPV6_PEER));

  private static Decoded refused(InvalidReason reason) {
    return new Decoded.Invalid(reason, 51);
  }

  private static void assertAccepted(Kind kind, Decoded decoded) {
    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Valid.class,
            valid -> assertThat(valid.advertisement()).isEqualTo(kind.advertisement));
  }

  @ParameterizedTest
  @EnumSource
  void peerIsHeardByUnicastInUnicastAndInBoth(Kind kind) {
    assertAccepted(kind, kind.decode(UNICAST, kind.peer, kind.ours));
    assertAccepted(kind, kind.decode(BOTH, kind.peer, kind.ours));
    assertThat(kind.decode(Paths.MULTICAST_ONLY, kind.peer, kind.ours))
        .isEqualTo(refused(InvalidReason.DESTINATION));
  }

  @ParameterizedTest
  @EnumSource
  void strangerIsHeardByMulticastOnly(Kind kind) {
    assertThat(kind.decode(UNICAST, kind.stranger, kind.ours))
        .isEqualTo(refused(InvalidReason.PEER));
    assertThat(kind.decode(BOTH, kind.stranger, kind.ours)).isEqualTo(refused(InvalidReason.PEER));
    assertAccepted(kind, kind.decode(BOTH, kind.stranger, kind.group));
    assertAccepted(kind, kind.decode(Paths.MULTICAST_ONLY, kind.stranger, kind.group));
  }

  @ParameterizedTest
  @EnumSource
  void groupIsNotHeardInUnicast(Kind kind) {
    assertThat(kind.decode(UNICAST, kind.peer, kind.group))
        .isEqualTo(refused(InvalidReason.DESTINATION));
  }

  @ParameterizedTest
  @EnumSource
  void peerMustBeOnTheLinkToo(Kind kind) {
    assertThat(kind.decode(BOTH, kind.peer, kind.ours, kind.ours, 254))
        .isEqualTo(new Decoded.Invalid(InvalidReason.HOP_LIMIT, 0));
  }

  @ParameterizedTest
  @EnumSource(names = {"VERSION_3", "VERSION_3_IPV6"})
  void checksumIsThatOfTheRealDestination(Kind kind) {
    assertThat(kind.decode(BOTH, kind.peer, kind.group, kind.ours, 255))
        .isEqualTo(refused(InvalidReason.CHECKSUM));
    assertThat(kind.decode(BOTH, kind.peer, kind.ours, kind.group, 255))
        .isEqualTo(refused(InvalidReason.CHECKSUM));
  }

  @Test
  void otherGroupsAreNoWay() {
    assertThat(Kind.VERSION_3.decode(BOTH, IPV4_PEER, InetAddress.ofLiteral("224.0.0.1")))
        .isEqualTo(new Decoded.Invalid(InvalidReason.GROUP, 0));
  }
}
