package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.List;

/**
 * A VRRP advertisement as its sender meant it, whatever the version that carried it.
 *
 * @param version 3 (RFC 9568 section 5.2.1) or 2 (RFC 3768 section 5.3.1)
 * @param virtualRouterID 1..255
 * @param priority 0 when the sender stops taking part, 1..254, 255 for the address owner (RFC 9568
 *     section 5.2.4)
 * @param intervalMilliseconds Max Advertise Interval, 10..40950 in steps of 10 (RFC 9568 section
 *     5.2.7, there in centiseconds); with version 2 whole seconds, 1000..255000 (RFC 3768 section
 *     5.3.7)
 * @param addresses of one family, in the order of the wire, 1..255
 */
public record Advertisement(
    int version,
    int virtualRouterID,
    int priority,
    int intervalMilliseconds,
    List<InetAddress> addresses) {

  /** Priority of an Active that leaves (RFC 9568 section 5.2.4). */
  public static final int PRIORITY_LEAVING = 0;

  /** Priority of the router that owns the addresses (RFC 9568 section 5.2.4). */
  public static final int PRIORITY_OWNER = 255;

  public Advertisement {
    addresses = List.copyOf(addresses);
  }
}
