package dev.virtualip.agent.vrrp;

/**
 * What the checksum of a version 3 advertisement over IPv4 covers. Over IPv6 it always includes the
 * pseudo-header.
 */
public enum ChecksumForm {
  /** Pseudo-header and message: RFC 5798 section 5.2.8 as keepalived and FRR read it. */
  PSEUDO_HEADER,
  /** The message alone: RFC 9568 section 5.2.8; Cisco, Juniper and Arista. */
  MESSAGE_ONLY
}
