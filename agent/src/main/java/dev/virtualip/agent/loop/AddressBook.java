package dev.virtualip.agent.loop;

import java.net.InetAddress;
import java.util.Set;

/** What this node remembers of addresses from earlier processes. Asked on the protocol thread. */
public interface AddressBook {

  /** Whether this node ever held {@code address}, or heard it advertised. */
  boolean knows(InetAddress address);

  /** What the process before this one held when it wrote last; the same all the time. */
  Set<Held> heldBefore();

  /** An address and the name of its interface. */
  record Held(String interfaceName, InetAddress address) {}
}
