package dev.virtualip.agent.vrrp;

/** Why a received packet has no effect, in the order in which it is checked. */
public enum InvalidReason {
  /** Not a whole IPv4 packet: bad header length, a fragment, or cut short. */
  IP_HEADER(Counter.PACKET_LENGTH_ERRORS),
  /** To another group than that of VRRP (RFC 9568 sections 5.1.1.2 and 5.1.2.2). */
  GROUP(Counter.DESTINATION_ERRORS),
  /** TTL or hop limit is not 255, so it may come from beyond the link (RFC 9568 section 7.1). */
  HOP_LIMIT(Counter.IP_TTL_ERRORS),
  /** Shorter than the fixed part. */
  TOO_SHORT(Counter.PACKET_LENGTH_ERRORS),
  /** The VRID is not configured on this interface and family. */
  VIRTUAL_ROUTER_ID(Counter.VRID_ERRORS),
  /** By unicast to a router that listens to the group only, or the other way round. */
  DESTINATION(Counter.DESTINATION_ERRORS),
  /** By unicast from a source that is no configured peer. */
  PEER(Counter.UNICAST_PEER_ERRORS),
  /** Another version than the virtual router is told to speak. */
  VERSION(Counter.VERSION_ERRORS),
  /** Not an ADVERTISEMENT (RFC 9568 section 5.2.2). */
  TYPE(Counter.INVALID_TYPE_RECEIVED),
  /** No address, or the length differs from what the address count says. */
  LENGTH(Counter.PACKET_LENGTH_ERRORS),
  CHECKSUM(Counter.CHECKSUM_ERRORS),

  /** Authentication type 2, the IP authentication header of RFC 2338. */
  AUTHENTICATION_HEADER(Counter.INVALID_AUTHENTICATION_TYPE),

  /** An authentication type that no RFC has. */
  AUTHENTICATION_TYPE(Counter.INVALID_AUTHENTICATION_TYPE),

  /** A password where none is expected. */
  AUTHENTICATION_UNEXPECTED(Counter.AUTHENTICATION_TYPE_MISMATCH),

  /** No authentication where a password is expected. */
  AUTHENTICATION_MISSING(Counter.AUTHENTICATION_TYPE_MISMATCH),

  /** Another password than ours. */
  PASSWORD(Counter.AUTHENTICATION_FAILURES),
  /** Interval 0; learning it would make every Backup take over at once (erratum 8301). */
  INTERVAL_ZERO(Counter.INTERVAL_ERRORS);

  private final Counter counter;

  InvalidReason(Counter counter) {
    this.counter = counter;
  }

  public Counter counter() {
    return counter;
  }
}
