package dev.virtualip.agent.address;

import dev.virtualip.agent.linux.ErrnoException;
import java.net.InetAddress;

/** Hears what became of orders. Called on the address thread: hand over and return. */
public interface AddressListener {

  /** The kernel did not take the address. What it took shows in the netlink monitor. */
  void refused(Holder holder, InetAddress address, ErrnoException reason);
}
