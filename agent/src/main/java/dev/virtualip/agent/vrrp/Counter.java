package dev.virtualip.agent.vrrp;

/** What is counted, by the leaf names of the VRRP YANG model where it has one (RFC 8347). */
public enum Counter {
  /** RFC 8347 predates the word Active; the leaf keeps its name so that collectors find it. */
  BECAME_ACTIVE("master-transitions"),
  ADVERTISEMENTS_RECEIVED("advertisement-rcvd"),
  ADVERTISEMENTS_SENT("advertisement-sent"),
  /**
   * Interval 0, which is discarded, or another one than our own, which is learned in version 3 and
   * discarded in version 2.
   */
  INTERVAL_ERRORS("interval-errors"),
  PRIORITY_ZERO_RECEIVED("priority-zero-pkts-rcvd"),
  PRIORITY_ZERO_SENT("priority-zero-pkts-sent"),
  INVALID_TYPE_RECEIVED("invalid-type-pkts-rcvd"),
  /** Accepted with another address list than our own, or one that is out of order. */
  ADDRESS_LIST_ERRORS("address-list-errors"),
  PACKET_LENGTH_ERRORS("packet-length-errors"),
  CHECKSUM_ERRORS("checksum-errors"),
  VERSION_ERRORS("version-errors"),
  VRID_ERRORS("vrid-errors"),
  IP_TTL_ERRORS("ip-ttl-errors"),
  /** Ours, after RFC 2787, which RFC 8347 has no word of: a type that we don't know or support. */
  INVALID_AUTHENTICATION_TYPE("invalid-authentication-type"),

  /** Ours, after RFC 2787: a password where none is expected, or none where one is. */
  AUTHENTICATION_TYPE_MISMATCH("authentication-type-mismatch"),

  /** Ours, after RFC 2787: another password. */
  AUTHENTICATION_FAILURES("authentication-failures"),

  /** Ours: came by multicast or unicast and the router listens by the other only. */
  DESTINATION_ERRORS("destination-errors"),
  /** Ours: by unicast from a source that is no configured peer of the router. */
  UNICAST_PEER_ERRORS("unicast-peer-errors"),
  /** Ours: packets to the group. */
  MULTICAST_SENT("multicast-sent"),
  /** Ours: packets to peers, each one counted. */
  UNICAST_SENT("unicast-sent"),
  /** Ours: valid ones that came by the group. */
  MULTICAST_RECEIVED("multicast-rcvd"),
  /** Ours: valid ones that came by unicast. */
  UNICAST_RECEIVED("unicast-rcvd"),
  /** Ours: of those by the group, copies of what had come by unicast. */
  MULTICAST_DUPLICATES_RECEIVED("multicast-duplicates-rcvd"),
  /** Ours: of those by unicast, copies of what had come by the group. */
  UNICAST_DUPLICATES_RECEIVED("unicast-duplicates-rcvd"),
  /** Ours: accepted in version 3 over IPv4, with the checksum that covers the pseudo-header. */
  CHECKSUM_PSEUDO_HEADER("checksum-pseudo-header-rcvd"),
  /** Ours: accepted in version 3 over IPv4, with the checksum of the message alone. */
  CHECKSUM_MESSAGE_ONLY("checksum-message-only-rcvd"),
  /** Ours: the kernel refused to send. */
  TRANSMIT_ERRORS("transmit-errors"),
  /** Ours: an address vanished from the kernel while we held it. */
  ADDRESSES_LOST("addresses-lost");

  private final String leafName;

  Counter(String leafName) {
    this.leafName = leafName;
  }

  public String leafName() {
    return leafName;
  }
}
