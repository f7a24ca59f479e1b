package dev.virtualip.agent.address;

import dev.virtualip.agent.linux.ErrnoException;
import java.net.InetAddress;

/** What the address thread asks of the kernel. */
interface AddressKernel extends AutoCloseable {

  /**
   * Puts an address of ours into the kernel, also if it is there already from an earlier process.
   *
   * @throws ErrnoException EEXIST if somebody else assigned it; theirs is left as it is
   */
  void bind(Holder holder, InetAddress address, int lifetimeSeconds) throws ErrnoException;

  void renew(Holder holder, InetAddress address, int lifetimeSeconds) throws ErrnoException;

  /** Removes an address of ours; succeeds if it is not there. */
  void release(Holder holder, InetAddress address) throws ErrnoException;

  /** Whether the kernel answers for an address that is bound; it may take a moment until then. */
  boolean answers(Holder holder, InetAddress address) throws ErrnoException;

  /** Sends one gratuitous ARP or unsolicited neighbor advertisement. */
  void announce(Holder holder, InetAddress address) throws ErrnoException;

  /** Asks once on the link who has the address. */
  void probe(Holder holder, InetAddress address) throws ErrnoException;

  @Override
  void close();
}
