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

  /** Priority of the address owner, the highest there is (RFC 9568 section 5.2.4). */
  public static final int OWNER_PRIORITY = 255;

  /** Health checks of one VirtualIP. */
  public static final int HEALTH_CHECKS = 8;

  /** Shortest period of a health check, in milliseconds. */
  public static final int MINIMUM_PERIOD = 100;

  /** Shortest timeout of a health check, in milliseconds. */
  public static final int MINIMUM_TIMEOUT = 10;

  /** Longest period and timeout of a health check, in milliseconds. */
  public static final int CHECK_MILLISECONDS = 60_000;

  /** Results of a health check in a row that change its verdict. */
  public static final int CHECK_THRESHOLD = 100;

  /** What a failing health check can subtract: from 254 it leaves 1. */
  public static final int PENALTY = 253;

  /** Lowest status code of HTTP (RFC 9110 section 15). */
  public static final int MINIMUM_STATUS = 100;

  /** Highest status code of HTTP (RFC 9110 section 15). */
  public static final int MAXIMUM_STATUS = 599;

  /** Highest port. */
  public static final int PORT = 65_535;

  /** Length of a name that would be a DNS label. */
  public static final int LABEL = 63;

  /** Form of such a name. */
  public static final String LABEL_PATTERN = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

  /** Form of a condition's type. */
  public static final String CONDITION_TYPE_PATTERN = "^[A-Za-z]([A-Za-z0-9]*)$";

  /** Form of a condition's reason. */
  public static final String REASON_PATTERN = "^[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?$";

  /** Length of a path in a health check. */
  public static final int PATH = 255;

  /** Length of a key of a Secret. */
  public static final int PASSWORD_KEY = 253;

  /** Routers outside the cluster that are reached by unicast. */
  public static final int EXTERNAL_PEERS = 64;

  /** Agents on one link that are reached by unicast. */
  public static final int CLUSTER_PEERS = 500;

  /** Shortest interval of version 2, in milliseconds: one second (RFC 3768 section 5.3.7). */
  public static final int MINIMUM_INTERVAL_V2 = 1000;

  /** Longest interval of version 2, in milliseconds: 8 bits of seconds (RFC 3768 5.3.7). */
  public static final int MAXIMUM_INTERVAL_V2 = 255_000;

  /** Longest preemption delay, in seconds. */
  public static final int PREEMPT_DELAY = 3600;

  private Limits() {}
}
