package dev.virtualip.agent.address;

import dev.virtualip.agent.linux.Errno;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.PacketSocket;
import dev.virtualip.agent.linux.Sysctl;
import dev.virtualip.agent.linux.netlink.InterfaceAddress;
import dev.virtualip.agent.linux.netlink.Rtnetlink;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/** The network namespace that it was opened in. */
final class LinuxAddressKernel implements AddressKernel {

  private final Rtnetlink rtnetlink;
  private final PacketSocket packets;

  private LinuxAddressKernel(Rtnetlink rtnetlink, PacketSocket packets) {
    this.rtnetlink = rtnetlink;
    this.packets = packets;
  }

  static LinuxAddressKernel open() throws ErrnoException {
    Rtnetlink rtnetlink = Rtnetlink.open();
    try {
      return new LinuxAddressKernel(rtnetlink, PacketSocket.open());
    } catch (ErrnoException e) {
      rtnetlink.close();
      throw e;
    }
  }

  @Override
  public void bind(Holder holder, InetAddress address, int lifetimeSeconds) throws ErrnoException {
    try {
      rtnetlink.addAddress(holder.interfaceIndex(), address, lifetimeSeconds);
    } catch (ErrnoException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      // Replacing it without a look would give somebody's static address a lifetime.
      if (!isOurs(holder, address)) {
        throw new ErrnoException(
            e.number(),
            "rtnetlink",
            address.getHostAddress()
                + " is assigned to "
                + holder.interfaceName()
                + " by somebody else; remove it there, a virtual address is static nowhere");
      }
      rtnetlink.renewAddress(holder.interfaceIndex(), address, lifetimeSeconds);
    }
  }

  /** IPv4 has one entry for each prefix length, IPv6 one for the address whatever the length. */
  private boolean isOurs(Holder holder, InetAddress address) throws ErrnoException {
    int hostPrefix = address.getAddress().length * Byte.SIZE;
    for (InterfaceAddress found : rtnetlink.dumpAddresses()) {
      if (found.interfaceIndex() == holder.interfaceIndex()
          && found.address().equals(address)
          && (found.prefixLength() == hostPrefix || address instanceof Inet6Address)) {
        return found.isMarked() && found.prefixLength() == hostPrefix;
      }
    }
    return true; // it ran out in between
  }

  @Override
  public void renew(Holder holder, InetAddress address, int lifetimeSeconds) throws ErrnoException {
    rtnetlink.renewAddress(holder.interfaceIndex(), address, lifetimeSeconds);
  }

  @Override
  public void release(Holder holder, InetAddress address) throws ErrnoException {
    rtnetlink.deleteAddress(holder.interfaceIndex(), address);
  }

  @Override
  public boolean answers(Holder holder, InetAddress address) throws ErrnoException {
    // An IPv4 address has its route when the kernel has acknowledged it.
    return address instanceof Inet4Address || rtnetlink.isLocal(holder.interfaceIndex(), address);
  }

  @Override
  public void announce(Holder holder, InetAddress address) throws ErrnoException {
    byte[] frame =
        switch (address) {
          case Inet4Address ipv4 -> GratuitousArp.frame(holder.mac(), ipv4);
          case Inet6Address ipv6 ->
              NeighborAdvertisement.frame(holder.mac(), ipv6, forwards(holder.interfaceName()));
          default -> throw new IllegalArgumentException("of no family: " + address);
        };
    send(holder, frame);
  }

  @Override
  public void probe(Holder holder, InetAddress address) throws ErrnoException {
    send(
        holder,
        switch (address) {
          case Inet4Address ipv4 -> ArpProbe.frame(holder.mac(), ipv4);
          case Inet6Address ipv6 -> NeighborSolicitation.frame(holder.mac(), ipv6);
          default -> throw new IllegalArgumentException("of no family: " + address);
        });
  }

  private void send(Holder holder, byte[] frame) throws ErrnoException {
    if (!packets.send(holder.interfaceIndex(), frame)) {
      throw new ErrnoException(
          Errno.ENOBUFS.number(), "sendto", "the queue of " + holder.interfaceName() + " is full");
    }
  }

  /** As the kernel decides about the R flag of its own answers; it may change at any time. */
  private static boolean forwards(String interfaceName) {
    return Sysctl.read("net", "ipv6", "conf", interfaceName, "forwarding").orElse(0) != 0;
  }

  @Override
  public void close() {
    packets.close();
    rtnetlink.close();
  }
}
