package dev.virtualip.agent.loop;

import dev.virtualip.agent.vrrp.Action;
import dev.virtualip.agent.vrrp.AdvertisementCodec;
import dev.virtualip.agent.vrrp.ChecksumForm;
import dev.virtualip.agent.vrrp.InvalidReason;
import dev.virtualip.agent.vrrp.Paths;
import dev.virtualip.agent.vrrp.RouterConfiguration;
import dev.virtualip.api.v1alpha1.ChecksumMode;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import dev.virtualip.plan.Addresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Between the words of the API, those of the protocol, and those of an administrator. */
final class Translation {

  private Translation() {}

  /**
   * @throws IllegalArgumentException if an address is not a literal or a value out of range
   */
  static RouterConfiguration configuration(VirtualRouterSpec spec) {
    return new RouterConfiguration(
        spec.virtualRouterID(),
        spec.version(),
        spec.priority(),
        spec.advertisementIntervalMilliseconds(),
        spec.preempt(),
        spec.preemptDelaySeconds(),
        spec.addresses().stream().map(InetAddress::ofLiteral).toList());
  }

  /**
   * The ways of its adverts. All its peers are in the spec by now; a source of configuration has
   * refused what is no address, and what slipped through is left out.
   */
  static Paths paths(VirtualRouterSpec spec) {
    return switch (spec.peerMode()) {
      case MULTICAST -> Paths.MULTICAST_ONLY;
      case UNICAST -> Paths.unicastOnly(peers(spec));
      case BOTH -> Paths.both(peers(spec));
    };
  }

  private static List<InetAddress> peers(VirtualRouterSpec spec) {
    return spec.externalPeers().stream()
        .flatMap(text -> Addresses.canonical(text).stream())
        .filter(address -> Addresses.family(address) == spec.family())
        .toList();
  }

  /** Where its adverts go: the group first, because most hear it there. */
  static List<InetAddress> destinations(VirtualRouterSpec spec) {
    Paths paths = paths(spec);
    List<InetAddress> list = new ArrayList<>();
    if (paths.multicast()) {
      list.add(
          switch (spec.family()) {
            case IPV4 -> AdvertisementCodec.GROUP_IPV4;
            case IPV6 -> AdvertisementCodec.GROUP_IPV6;
          });
    }
    list.addAll(paths.peers());
    return List.copyOf(list);
  }

  static String family(Family family) {
    return switch (family) {
      case IPV4 -> "IPv4";
      case IPV6 -> "IPv6";
    };
  }

  /**
   * @param version that the router speaks
   */
  static String notice(Action.Notice.Kind kind, InetAddress source, int version) {
    String from = Addresses.text(source);
    return switch (kind) {
      case DUPLICATE_SOURCE ->
          from
              + " is our own address, but another router advertises from it; give one of them"
              + " another address";
      case TWO_OWNERS ->
          from + " also has priority 255; only the router that owns the address may have it";
      case INTERVAL_DIFFERS ->
          version == RouterConfiguration.VERSION_2
              ? from
                  + " advertises with another interval than ours, so neither of us gives way to the"
                  + " other in version 2; set the same one on both"
              : from
                  + " advertises with another interval than ours; it is learned, make them equal";
      case ADDRESSES_DIFFER ->
          from
              + " advertises other addresses; if it is none of ours, choose another virtual router"
              + " ID";
      case FIRST_ADDRESS_NOT_LINK_LOCAL ->
          from + " does not list a link-local address first; accepted";
    };
  }

  static ChecksumForm form(ChecksumMode mode) {
    return switch (mode) {
      case PSEUDO_HEADER -> ChecksumForm.PSEUDO_HEADER;
      case MESSAGE_ONLY -> ChecksumForm.MESSAGE_ONLY;
    };
  }

  static ChecksumMode mode(ChecksumForm form) {
    return switch (form) {
      case PSEUDO_HEADER -> ChecksumMode.PSEUDO_HEADER;
      case MESSAGE_ONLY -> ChecksumMode.MESSAGE_ONLY;
    };
  }

  /** Why an advert was discarded, and what to do about it where something can be done. */
  static String rejection(InvalidReason reason) {
    return switch (reason) {
      case IP_HEADER -> "it is no whole IP packet";
      case GROUP -> "it is sent to another group than that of VRRP";
      case DESTINATION ->
          "it came by unicast and we listen to multicast only, or the other way round; set the same"
              + " peers.mode on both, or Both";
      case PEER ->
          "it came by unicast and its source is no peer of ours; if it is to take part, add it to"
              + " peers.external";
      case HOP_LIMIT -> "its TTL or hop limit is not 255, so it may come from beyond the link";
      case TOO_SHORT -> "it is shorter than 8 octets";
      case VIRTUAL_ROUTER_ID -> "its virtual router ID is not ours";
      case VERSION -> "it is of another VRRP version than ours; set the same one on both";
      case TYPE -> "it is no advertisement";
      case LENGTH -> "its length does not agree with its address count";
      case CHECKSUM -> "its checksum is wrong";
      case AUTHENTICATION_HEADER ->
          "it uses authentication type 2 (IP authentication header, auth_type AH), which is not"
              + " supported; use auth_type PASS or none";
      case AUTHENTICATION_TYPE -> "its authentication type is unknown; use auth_type PASS or none";
      case AUTHENTICATION_UNEXPECTED ->
          "it carries a password and we expect none; set authentication here or remove it there";
      case AUTHENTICATION_MISSING ->
          "it carries no password and we expect one; set auth_type PASS there or remove"
              + " authentication here";
      case PASSWORD -> "its password is not ours; set the same one on both";
      case INTERVAL_ZERO -> "its interval is 0";
    };
  }
}
