package dev.virtualip.agent.conformance;

import dev.virtualip.agent.vrrp.AdvertisementCodec;
import dev.virtualip.agent.vrrp.ChecksumForm;
import dev.virtualip.agent.vrrp.Expectation;
import dev.virtualip.agent.vrrp.Password;
import dev.virtualip.agent.vrrp.RouterConfiguration;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a case file says of a router. What it doesn't say is as in the conventions of the checklist:
 * priority 100, interval 1 s, preempt; see {@link #vrid()} and the like for what depends on version
 * and family.
 *
 * @param family IPv4 or IPv6
 * @param source the router's own address
 * @param checksum form of what it sends: pseudo-header or message-only
 * @param password of version 2
 */
record RouterSetup(
    @Nullable Integer version,
    @Nullable String family,
    @Nullable Integer vrid,
    @Nullable Integer priority,
    @Nullable Span interval,
    @Nullable Boolean preempt,
    @Nullable Span preemptDelay,
    @Nullable List<String> addresses,
    @Nullable String source,
    @Nullable String checksum,
    @Nullable String password) {

  static final RouterSetup CONVENTIONS =
      new RouterSetup(null, null, null, null, null, null, null, null, null, null, null);

  RouterSetup {
    if (family != null && !List.of("IPv4", "IPv6").contains(family)) {
      throw new IllegalArgumentException("family '" + family + "' is neither IPv4 nor IPv6");
    }
    if (checksum != null && !List.of("pseudo-header", "message-only").contains(checksum)) {
      throw new IllegalArgumentException(
          "checksum '" + checksum + "' of a router is neither pseudo-header nor message-only");
    }
  }

  /** This, where {@code more} does not say otherwise. */
  RouterSetup with(@Nullable RouterSetup more) {
    return more == null
        ? this
        : new RouterSetup(
            or(more.version, version),
            or(more.family, family),
            or(more.vrid, vrid),
            or(more.priority, priority),
            or(more.interval, interval),
            or(more.preempt, preempt),
            or(more.preemptDelay, preemptDelay),
            or(more.addresses, addresses),
            or(more.source, source),
            or(more.checksum, checksum),
            or(more.password, password));
  }

  private static <T> @Nullable T or(@Nullable T first, @Nullable T second) {
    return first != null ? first : second;
  }

  boolean ipv6() {
    return "IPv6".equals(family);
  }

  int effectiveVersion() {
    return version == null ? 3 : version;
  }

  int effectiveVrid() {
    if (vrid != null) {
      return vrid;
    }
    return ipv6() ? 61 : effectiveVersion() == 2 ? 52 : 51;
  }

  Span effectiveInterval() {
    return interval == null ? Span.milliseconds(1000) : interval;
  }

  List<String> effectiveAddresses() {
    if (addresses != null) {
      return addresses;
    }
    return ipv6() ? List.of("fe80::61", "2001:db8:0:1::100") : List.of("192.0.2.100");
  }

  InetAddress ownAddress() {
    String text = source != null ? source : ipv6() ? "fe80::ff:fe00:1" : "192.0.2.1";
    return InetAddress.ofLiteral(text);
  }

  /** The address of P, the other router of most rows. */
  String peer() {
    return ipv6() ? "fe80::ff:fe00:2" : "192.0.2.2";
  }

  InetAddress group() {
    return ipv6() ? AdvertisementCodec.GROUP_IPV6 : AdvertisementCodec.GROUP_IPV4;
  }

  @Nullable Password authentication() {
    return password == null ? null : Password.of(password.getBytes(StandardCharsets.US_ASCII));
  }

  /** What its packets must be like. */
  Expectation expectation() {
    return new Expectation(effectiveVersion(), authentication());
  }

  ChecksumForm checksumForm() {
    return "message-only".equals(checksum) ? ChecksumForm.MESSAGE_ONLY : ChecksumForm.PSEUDO_HEADER;
  }

  /**
   * What the state machine is given.
   *
   * @throws IllegalArgumentException if it can't be run; the message names the field
   */
  RouterConfiguration configuration() {
    return new RouterConfiguration(
        effectiveVrid(),
        effectiveVersion(),
        priority == null ? 100 : priority,
        effectiveInterval().milliseconds(),
        preempt == null || preempt,
        preemptDelay == null ? 0 : preemptDelay.milliseconds() / 1000,
        effectiveAddresses().stream().map(InetAddress::ofLiteral).toList());
  }
}
