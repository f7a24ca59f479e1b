package dev.virtualip.agent.linux.netlink;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address on an interface, as the kernel described it.
 *
 * @param interfaceIndex index of its interface
 * @param address the interface's own address (IFA_LOCAL where there is one)
 * @param prefixLength 0..32 or 0..128
 * @param scope RT_SCOPE_*: 0 is global, 253 link-local, 254 host
 * @param flags IFA_F_* of {@code linux/if_addr.h}
 * @param protocol IFA_PROTO: who put it there; 0 where nobody said, always before Linux 5.18
 * @param validSeconds seconds that the kernel keeps it, unsigned; -1 without end
 */
public record InterfaceAddress(
    int interfaceIndex,
    InetAddress address,
    int prefixLength,
    int scope,
    int flags,
    int protocol,
    int validSeconds) {

  private static final int IFA_F_SECONDARY = 0x01;
  private static final int IFA_F_DADFAILED = 0x08;
  private static final int IFA_F_TENTATIVE = 0x40;

  /** Whether it may be used beyond this link. */
  public boolean isGlobal() {
    return scope == 0;
  }

  /** An IPv4 address whose subnet has another primary one (IPv6: a temporary address). */
  public boolean isSecondary() {
    return (flags & IFA_F_SECONDARY) != 0;
  }

  /** Still in duplicate address detection, or failed in it, and not to be used. */
  public boolean isTentative() {
    return (flags & IFA_F_TENTATIVE) != 0;
  }

  /** Another machine answered for it in duplicate address detection. */
  public boolean isDuplicate() {
    return (flags & IFA_F_DADFAILED) != 0;
  }

  /** Whether this agent, or another one, put it there (mark {@link Rtnetlink#PROTOCOL_MARK}). */
  public boolean isMarked() {
    return protocol == Rtnetlink.PROTOCOL_MARK;
  }

  /** Reads the payload of an RTM_NEWADDR or RTM_DELADDR; empty if it is no IP address. */
  static Optional<InterfaceAddress> parse(ByteBuffer payload) {
    Optional<IfAddrMsg> parsed = IfAddrMsg.parse(payload);
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    IfAddrMsg message = parsed.get();
    Map<Integer, ByteBuffer> attributes = RtAttr.parseAll(payload);
    // On a point-to-point link IFA_ADDRESS is the peer's; IPv6 has no IFA_LOCAL otherwise.
    ByteBuffer own = attributes.get(IfAddrMsg.IFA_LOCAL);
    InetAddress address = address(own != null ? own : attributes.get(IfAddrMsg.IFA_ADDRESS));
    if (address == null) {
      return Optional.empty();
    }
    ByteBuffer flags = attributes.get(IfAddrMsg.IFA_FLAGS);
    ByteBuffer protocol = attributes.get(IfAddrMsg.IFA_PROTO);
    ByteBuffer lifetime = attributes.get(IfAddrMsg.IFA_CACHEINFO);
    return Optional.of(
        new InterfaceAddress(
            message.index(),
            address,
            message.prefixLength(),
            message.scope(),
            flags != null && flags.remaining() >= Integer.BYTES ? flags.getInt(0) : message.flags(),
            protocol != null && protocol.hasRemaining() ? protocol.get(0) & 0xff : 0,
            lifetime == null
                ? IfaCacheInfo.FOREVER
                : IfaCacheInfo.parse(lifetime)
                    .map(IfaCacheInfo::validSeconds)
                    .orElse(IfaCacheInfo.FOREVER)));
  }

  private static @Nullable InetAddress address(@Nullable ByteBuffer value) {
    if (value == null) {
      return null;
    }
    byte[] octets = new byte[value.remaining()];
    value.get(value.position(), octets);
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      return null; // neither 4 nor 16 octets
    }
  }
}
