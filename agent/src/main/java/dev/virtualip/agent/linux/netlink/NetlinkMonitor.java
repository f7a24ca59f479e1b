package dev.virtualip.agent.linux.netlink;

import dev.virtualip.agent.linux.Errno;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.NetlinkSocket;
import dev.virtualip.agent.linux.Pollable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Consumer;

/** Hears changes of links and addresses in the network namespace that it was opened in. */
public final class NetlinkMonitor implements Pollable, AutoCloseable {

  private static final int RTMGRP_LINK = 0x1;
  private static final int RTMGRP_IPV4_IFADDR = 0x10;
  private static final int RTMGRP_IPV6_IFADDR = 0x100;

  private final NetlinkSocket socket;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(Rtnetlink.BUFFER_SIZE).order(ByteOrder.nativeOrder());

  private NetlinkMonitor(NetlinkSocket socket) {
    this.socket = socket;
  }

  public static NetlinkMonitor open() throws ErrnoException {
    return new NetlinkMonitor(
        NetlinkSocket.openForEvents(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR));
  }

  /** Hands on every queued event, in the kernel's order, and returns without waiting. */
  public void drain(Consumer<NetlinkEvent> sink) throws ErrnoException {
    while (true) {
      try {
        if (socket.receive(buffer, "hear network changes") == NetlinkSocket.NOTHING) {
          return;
        }
        parse(buffer, sink);
      } catch (ErrnoException e) {
        if (!e.is(Errno.ENOBUFS) && !e.is(Errno.EMSGSIZE)) {
          throw e;
        }
        sink.accept(new NetlinkEvent.Overrun());
      }
    }
  }

  /** Reads whole messages up to the limit; what is damaged or of no interest is passed over. */
  static void parse(ByteBuffer datagram, Consumer<NetlinkEvent> sink) {
    int limit = datagram.limit();
    while (true) {
      int start = datagram.position();
      Optional<NlMsgHdr> header = NlMsgHdr.parse(datagram);
      if (header.isEmpty()) {
        return;
      }
      datagram.limit(start + header.get().length());
      event(header.get().type(), datagram).ifPresent(sink);
      datagram
          .limit(limit)
          .position(Math.min(limit, start + NlMsgHdr.align(header.get().length())));
    }
  }

  private static Optional<NetlinkEvent> event(int type, ByteBuffer payload) {
    return switch (type) {
      case NlMsgHdr.RTM_NEWLINK -> Link.parse(payload).map(NetlinkEvent.LinkChanged::new);
      case NlMsgHdr.RTM_DELLINK -> Link.parse(payload).map(NetlinkEvent.LinkRemoved::new);
      case NlMsgHdr.RTM_NEWADDR ->
          InterfaceAddress.parse(payload).map(NetlinkEvent.AddressAdded::new);
      case NlMsgHdr.RTM_DELADDR ->
          InterfaceAddress.parse(payload).map(NetlinkEvent.AddressRemoved::new);
      default -> Optional.empty();
    };
  }

  @Override
  public int descriptor() {
    return socket.descriptor();
  }

  @Override
  public void close() {
    socket.close();
  }
}
