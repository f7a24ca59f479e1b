package dev.virtualip.agent.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A network interface as the kernel described it last.
 *
 * @param index changes when an interface is deleted and created again under the same name
 * @param name at most 15 characters
 * @param flags IFF_* of {@code linux/if.h}
 * @param mac hardware address; absent on interfaces that have none, such as tunnels
 */
public record Link(int index, String name, int flags, @Nullable MacAddress mac) {

  private static final int AF_UNSPEC = 0;
  private static final int IFF_UP = 0x1;
  private static final int IFF_BROADCAST = 0x2;
  private static final int IFF_LOOPBACK = 0x8;
  private static final int IFF_RUNNING = 0x40;
  private static final int IFF_MULTICAST = 0x1000;

  /** Administratively up. */
  public boolean isUp() {
    return (flags & IFF_UP) != 0;
  }

  /**
   * Up and with a carrier: only then do packets leave. After "up" the kernel first reports a state
   * without IFF_RUNNING, so neither flag alone will do.
   */
  public boolean isUsable() {
    return isUp() && (flags & IFF_RUNNING) != 0;
  }

  /** Whether VRRP can run on it at all: a multi-access link with hardware addresses. */
  public boolean isBroadcastMulticast() {
    return (flags & (IFF_BROADCAST | IFF_LOOPBACK)) == IFF_BROADCAST
        && (flags & IFF_MULTICAST) != 0;
  }

  /** Reads the payload of an RTM_NEWLINK or RTM_DELLINK; empty if it is not about a link itself. */
  static Optional<Link> parse(ByteBuffer payload) {
    Optional<IfInfoMsg> info = IfInfoMsg.parse(payload);
    // A bridge reports its ports under RTM_NEWLINK and RTM_DELLINK too, as AF_BRIDGE: an interface
    // that merely left a bridge must not look deleted.
    if (info.isEmpty() || info.get().family() != AF_UNSPEC) {
      return Optional.empty();
    }
    Map<Integer, ByteBuffer> attributes = RtAttr.parseAll(payload);
    ByteBuffer name = attributes.get(IfInfoMsg.IFLA_IFNAME);
    if (name == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Link(
            info.get().index(),
            text(name),
            info.get().flags(),
            mac(attributes.get(IfInfoMsg.IFLA_ADDRESS))));
  }

  /** A NUL-terminated string. */
  static String text(ByteBuffer value) {
    String text = StandardCharsets.UTF_8.decode(value.duplicate()).toString();
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  private static @Nullable MacAddress mac(@Nullable ByteBuffer value) {
    if (value == null || value.remaining() != MacAddress.LENGTH) {
      return null;
    }
    byte[] octets = new byte[MacAddress.LENGTH];
    value.get(value.position(), octets);
    return MacAddress.of(octets);
  }
}
