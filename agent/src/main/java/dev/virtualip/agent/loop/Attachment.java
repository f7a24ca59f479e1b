package dev.virtualip.agent.loop;

import dev.virtualip.agent.address.Holder;
import dev.virtualip.agent.linux.LockSocket;
import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.linux.netlink.MacAddress;
import java.net.InetAddress;

/**
 * What a router has only while its interface can be used.
 *
 * @param lock says to other processes of this machine that the router is run here
 * @param holder for whom addresses are bound
 * @param source address that adverts are sent from
 */
record Attachment(Channel channel, LockSocket lock, Holder holder, InetAddress source) {

  static Attachment of(String router, Channel channel, LockSocket lock, InetAddress source) {
    Link link = channel.link();
    MacAddress mac = link.mac();
    if (mac == null) {
      throw new IllegalArgumentException(link.name() + " has no hardware address");
    }
    return new Attachment(
        channel, lock, new Holder(router, link.index(), link.name(), mac), source);
  }

  Attachment with(InetAddress other) {
    return new Attachment(channel, lock, holder, other);
  }

  Attachment with(MacAddress mac) {
    return new Attachment(
        channel,
        lock,
        new Holder(holder.router(), holder.interfaceIndex(), holder.interfaceName(), mac),
        source);
  }
}
