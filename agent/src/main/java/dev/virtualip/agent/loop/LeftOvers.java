package dev.virtualip.agent.loop;

import dev.virtualip.agent.address.AddressThread;
import dev.virtualip.agent.address.Holder;
import dev.virtualip.agent.linux.netlink.InterfaceAddress;
import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.linux.netlink.MacAddress;
import dev.virtualip.plan.Addresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Addresses with the mark of an agent that the kernel still has from a process that was killed:
 * they run out by themselves, but where intervals are long that takes minutes. Only what an agent
 * with this state directory held is removed; what carries the mark besides may be another's.
 */
final class LeftOvers {

  private static final Logger LOGGER = LoggerFactory.getLogger(LeftOvers.class);

  private LeftOvers() {}

  /**
   * Looks once, when the first configuration is known.
   *
   * @param wanted addresses of the configuration, which are left to their routers
   */
  static void sweep(
      InterfaceTable interfaces,
      AddressThread addresses,
      AddressBook book,
      Set<InetAddress> wanted) {
    for (InterfaceAddress found : interfaces.marked()) {
      if (wanted.contains(found.address())) {
        continue;
      }
      String name = interfaces.name(found.interfaceIndex());
      boolean ours = book.heldBefore().contains(new AddressBook.Held(name, found.address()));
      MacAddress mac = interfaces.link(name).map(Link::mac).orElse(null);
      if (ours && mac != null) {
        addresses.release(
            new Holder("left-over", found.interfaceIndex(), name, mac), List.of(found.address()));
      }
      LOGGER
          .atWarn()
          .addKeyValue("address", Addresses.text(found.address()))
          .addKeyValue("interface", name)
          .addKeyValue("removed", ours)
          .log(
              ours
                  ? "an earlier process of this agent left an address that is not configured"
                  : "an address carries the mark of an agent, but this one never held it; unless"
                      + " another agent does, it runs out by itself");
    }
  }
}
