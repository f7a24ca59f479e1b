package dev.virtualip.api.v1alpha1;

/** Bounds of the fields, for the schema and for manifests read from files. */
public final class Limits {

  /** Length of an address as text, as INET6_ADDRSTRLEN less the final NUL. */
  public static final int ADDRESS_TEXT = 45;

  /** Length of an address with a prefix length. */
  public static final int SUBNET_TEXT = ADDRESS_TEXT + 4;

  /** Addresses of one VirtualIP. */
  public static final int ADDRESSES = 20;

  /** Length of an interface's name: IFNAMSIZ of linux/if.h less the final NUL. */
  public static final int INTERFACE_NAME = 15;

  /** Length of a node's name: a DNS subdomain. */
  public static final int NODE_NAME = 253;

  /** Form of a node's name, loosely: a DNS subdomain. */
  public static final String NODE_NAME_PATTERN = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";

  /** Entries of {@code spec.nodes}. */
  public static final int NODES = 500;

  /** Virtual routers of one family on one node: as many as there are VRIDs. */
  public static final int VIRTUAL_ROUTERS = 255;

  /** Shortest advertisement interval, in milliseconds: one centisecond (RFC 9568 5.2.7). */
  public static final int MINIMUM_INTERVAL = 10;

  /** Longest advertisement interval, in milliseconds: 12 bits of centiseconds (RFC 9568 5.2.7). */
  public static final int MAXIMUM_INTERVAL = 40_950;

  private Limits() {}
}
