package dev.virtualip.agent.loop;

import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.LockSocket;
import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualRouterSpec;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/** Gives a router its interface, or takes it, by what the kernel says now. */
final class Settlement {

  private final InterfaceTable interfaces;
  private final Channels channels;

  Settlement(InterfaceTable interfaces, Channels channels) {
    this.interfaces = interfaces;
    this.channels = channels;
  }

  /**
   * @param virtual addresses that are no source
   * @param wanted whether the router is to run; others only lose what they have
   * @param again whether what was refused may be tried again
   * @return whether the router waits for something that nothing will tell of
   */
  boolean settle(
      RunningRouter router, Set<InetAddress> virtual, boolean wanted, boolean again, long now) {
    String name = router.spec().interfaceName();
    Optional<Link> link = interfaces.link(name);
    Family family = router.spec().family();
    Optional<InetAddress> source =
        link.flatMap(
            found ->
                interfaces
                    .source(family, found.index(), virtual)
                    .or(() -> ownersOwn(router, found.index())));
    Channel channel = router.channel();
    boolean linked = link.isPresent() && link.get().isUsable();
    boolean usable = linked && source.isPresent();
    if (channel != null && (!usable || channel.link().index() != link.get().index())) {
      // An interface that was made anew has not lost its source: the old one is gone.
      release(router, linked && !usable ? new Event.SourceLost() : new Event.InterfaceDown(), now);
    }
    if (linked && !usable) {
      router.hasNoSource(now);
    }
    if (!usable) {
      router.unable(obstacle(name, family, link));
    } else if (router.attached()) {
      router.sourceIs(source.get(), now);
      if (link.get().mac() != null) {
        router.macIs(link.get().mac());
      }
    } else if (wanted) {
      if (again || !router.hasTried()) {
        attach(router, link.get(), source.get(), now);
      }
      return !router.attached();
    }
    return false;
  }

  /** The owner may have no other address than the virtual one (RFC 9568 section 1.7). */
  private Optional<InetAddress> ownersOwn(RunningRouter router, int interfaceIndex) {
    return router.owner()
        ? interfaces.source(router.spec().family(), interfaceIndex, Set.of())
        : Optional.empty();
  }

  private String obstacle(String name, Family family, Optional<Link> link) {
    if (link.isEmpty()) {
      return "interface " + name + " does not exist; create it or name another one";
    }
    return link.get().isUsable()
        ? "interface " + name + " " + interfaces.missingSource(family, link.get())
        : "interface " + name + " is down or has no carrier; check 'ip link show " + name + "'";
  }

  private void attach(RunningRouter router, Link link, InetAddress source, long now) {
    VirtualRouterSpec spec = router.spec();
    if (link.mac() == null) {
      router.unable("interface " + link.name() + " has no hardware address; name another one");
      return;
    }
    router.tries();
    try {
      Channel channel = channels.of(link, spec.family());
      switch (LockSocket.tryTake(lockName(link, spec))) {
        case LockSocket.Taken(LockSocket lock) -> router.attach(channel, lock, source, now);
        case LockSocket.Refused refused -> {
          String what =
              "virtual router %d on %s is run by ".formatted(spec.virtualRouterID(), link.name());
          // Once: to find out takes long on a busy machine, and the other routers wait.
          if (!router.isUnable(what)) {
            router.unable(what + refused.holder() + "; stop that one first");
          }
        }
      }
    } catch (ErrnoException e) {
      router.unable(e.getMessage());
    }
    channels.closeUnused();
  }

  /** Goes on as a router of another process, which has given its locks back. */
  void resume(RunningRouter router, HandedRouter handed, long now) {
    InetAddress source = handed.memory().source();
    if (source == null) {
      router.resume(handed, now);
      return;
    }
    // Without its interface or its lock it begins afresh, once it gets them.
    Optional<Link> link = interfaces.link(handed.spec().interfaceName()).filter(Link::isUsable);
    if (link.isPresent()) {
      try {
        Channel channel = channels.of(link.get(), handed.spec().family());
        if (LockSocket.tryTake(lockName(link.get(), handed.spec()))
            instanceof LockSocket.Taken(LockSocket lock)) {
          router.occupy(channel, lock, source);
          router.resume(handed, now);
        }
      } catch (ErrnoException e) {
        router.unable(e.getMessage());
      }
    }
  }

  void release(RunningRouter router, Event reason, long now) {
    Channel channel = router.detach(reason, now);
    if (channel != null) {
      channel.leave(router);
      channels.closeUnused();
    }
  }

  private static String lockName(Link link, VirtualRouterSpec spec) {
    return "virtualip/%d/%s/%d"
        .formatted(link.index(), Translation.family(spec.family()), spec.virtualRouterID());
  }
}
