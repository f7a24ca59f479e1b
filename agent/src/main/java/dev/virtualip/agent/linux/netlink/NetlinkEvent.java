package dev.virtualip.agent.linux.netlink;

/** What changed in the kernel. */
public sealed interface NetlinkEvent {

  /** An interface is new or changed; may repeat what is known. */
  record LinkChanged(Link link) implements NetlinkEvent {}

  /** An interface was deleted or moved to another network namespace. */
  record LinkRemoved(Link link) implements NetlinkEvent {}

  /** An address is new, or its lifetime or flags changed: each of our renewals shows as one. */
  record AddressAdded(InterfaceAddress address) implements NetlinkEvent {}

  /** An address was deleted or its lifetime ran out. */
  record AddressRemoved(InterfaceAddress address) implements NetlinkEvent {}

  /** The kernel dropped events (ENOBUFS): what is known must be asked for anew. */
  record Overrun() implements NetlinkEvent {}
}
