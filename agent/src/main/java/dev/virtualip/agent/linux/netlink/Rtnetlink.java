package dev.virtualip.agent.linux.netlink;

import dev.virtualip.agent.linux.Errno;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.NetlinkSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Changes and lists addresses and links in the network namespace that it was opened in. Used by one
 * thread; each call waits for the kernel, which may itself wait for its RTNL lock.
 */
public final class Rtnetlink implements AutoCloseable {

  /** IFA_PROTO of the addresses that agents bind: VRRP's IP protocol number. */
  public static final int PROTOCOL_MARK = 112;

  /** The kernel's dump datagrams are at most 32 KiB. */
  static final int BUFFER_SIZE = 64 * 1024;

  private static final int ANSWER_TIMEOUT_SECONDS = 5;
  private static final int DUMP_ATTEMPTS = 10;
  private static final int AF_UNSPEC = 0;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int IFA_F_NODAD = 0x02;
  private static final int IFA_F_NOPREFIXROUTE = 0x200;

  private final NetlinkSocket socket;
  private final ByteBuffer request = ByteBuffer.allocateDirect(256).order(ByteOrder.nativeOrder());
  private final ByteBuffer answer =
      ByteBuffer.allocateDirect(BUFFER_SIZE).order(ByteOrder.nativeOrder());
  private int sequence;

  private Rtnetlink(NetlinkSocket socket) {
    this.socket = socket;
  }

  public static Rtnetlink open() throws ErrnoException {
    return new Rtnetlink(NetlinkSocket.openForRequests(ANSWER_TIMEOUT_SECONDS));
  }

  /**
   * Binds an address as a /32 or /128 with our mark.
   *
   * @param lifetimeSeconds seconds after which the kernel removes it by itself, at least 1
   * @throws ErrnoException EEXIST if the interface has it with this prefix length already, ENODEV
   *     if the interface is gone, EPERM without CAP_NET_ADMIN
   */
  public void addAddress(int interfaceIndex, InetAddress address, int lifetimeSeconds)
      throws ErrnoException {
    put(interfaceIndex, address, lifetimeSeconds, NlMsgHdr.NLM_F_CREATE | NlMsgHdr.NLM_F_EXCL);
  }

  /**
   * Starts the lifetime of a bound address anew. One that has run out comes back: the kernel has no
   * "only if present", so the caller must know that it is still due.
   *
   * @param lifetimeSeconds as in {@link #addAddress}
   */
  public void renewAddress(int interfaceIndex, InetAddress address, int lifetimeSeconds)
      throws ErrnoException {
    put(interfaceIndex, address, lifetimeSeconds, NlMsgHdr.NLM_F_CREATE | NlMsgHdr.NLM_F_REPLACE);
  }

  private void put(int interfaceIndex, InetAddress address, int lifetimeSeconds, int flags)
      throws ErrnoException {
    if (lifetimeSeconds < 1) {
      throw new IllegalArgumentException("lifetime must be at least 1 s: " + lifetimeSeconds);
    }
    begin(NlMsgHdr.RTM_NEWADDR, NlMsgHdr.NLM_F_ACK | flags);
    packAddress(interfaceIndex, address);
    boolean ipv4 = address instanceof Inet4Address;
    // Preferred lifetime 0 keeps the kernel from choosing it as a source; IPv4 ignores it, and
    // wants
    // a preferred lifetime no longer than the valid one.
    RtAttr.begin(request, IfAddrMsg.IFA_CACHEINFO, IfaCacheInfo.SIZE);
    new IfaCacheInfo(ipv4 ? lifetimeSeconds : 0, lifetimeSeconds).pack(request);
    RtAttr.packInt(
        request,
        IfAddrMsg.IFA_FLAGS,
        ipv4 ? IFA_F_NOPREFIXROUTE : IFA_F_NOPREFIXROUTE | IFA_F_NODAD);
    RtAttr.packByte(request, IfAddrMsg.IFA_PROTO, PROTOCOL_MARK);
    acknowledged("bind " + address.getHostAddress() + " on interface " + interfaceIndex);
  }

  /**
   * Removes an address that {@link #addAddress} bound. One that is not there, or whose interface is
   * gone, is no error.
   */
  public void deleteAddress(int interfaceIndex, InetAddress address) throws ErrnoException {
    begin(NlMsgHdr.RTM_DELADDR, NlMsgHdr.NLM_F_ACK);
    packAddress(interfaceIndex, address);
    try {
      acknowledged("remove " + address.getHostAddress() + " from interface " + interfaceIndex);
    } catch (ErrnoException e) {
      if (!e.is(Errno.EADDRNOTAVAIL) && !e.is(Errno.ENODEV)) {
        throw e;
      }
    }
  }

  /**
   * Whether packets to an address end here. The kernel takes an IPv6 address at once, but makes its
   * route in a thread of its own, which on a busy machine comes milliseconds later.
   */
  public boolean isLocal(int interfaceIndex, InetAddress address) throws ErrnoException {
    byte[] octets = address.getAddress();
    int family = address instanceof Inet4Address ? AF_INET : AF_INET6;
    begin(NlMsgHdr.RTM_GETROUTE, NlMsgHdr.NLM_F_ACK);
    new RtMsg(family, octets.length * Byte.SIZE, 0).pack(request);
    RtAttr.pack(request, RtMsg.RTA_DST, octets);
    RtAttr.packInt(request, RtMsg.RTA_OIF, interfaceIndex);
    send("look up " + address.getHostAddress());
    try {
      return receive(
          "look up " + address.getHostAddress(),
          (header, payload) ->
              RtMsg.parse(payload).filter(route -> route.type() == RtMsg.RTN_LOCAL).isPresent());
    } catch (ErrnoException e) {
      if (e.is(Errno.ETIMEDOUT)) {
        throw e;
      }
      return false; // no route at all
    }
  }

  /** Every interface of this network namespace. */
  public List<Link> dumpLinks() throws ErrnoException {
    return dump(
        NlMsgHdr.RTM_GETLINK,
        () -> new IfInfoMsg(AF_UNSPEC, 0, 0, 0, 0).pack(request),
        Link::parse,
        "list interfaces");
  }

  /** Every IP address of this network namespace; of one interface and subnet the primary first. */
  public List<InterfaceAddress> dumpAddresses() throws ErrnoException {
    return dump(
        NlMsgHdr.RTM_GETADDR,
        () -> new IfAddrMsg(AF_UNSPEC, 0, 0, 0, 0).pack(request),
        InterfaceAddress::parse,
        "list addresses");
  }

  private void packAddress(int interfaceIndex, InetAddress address) {
    byte[] octets = address.getAddress();
    int family = address instanceof Inet4Address ? AF_INET : AF_INET6;
    new IfAddrMsg(family, octets.length * Byte.SIZE, 0, 0, interfaceIndex).pack(request);
    // IPv4 wants both (rtnetlink's own meaning of IFA_ADDRESS is the peer).
    RtAttr.pack(request, IfAddrMsg.IFA_LOCAL, octets);
    RtAttr.pack(request, IfAddrMsg.IFA_ADDRESS, octets);
  }

  private void begin(int type, int flags) {
    sequence++;
    request.clear();
    new NlMsgHdr(0, type, NlMsgHdr.NLM_F_REQUEST | flags, sequence, 0).pack(request);
  }

  private void send(String doing) throws ErrnoException {
    request.flip();
    request.putInt(0, request.limit());
    socket.send(request, doing);
  }

  private void acknowledged(String doing) throws ErrnoException {
    send(doing);
    receive(doing, (header, payload) -> false);
  }

  private <T> List<T> dump(
      int type, Runnable body, Function<ByteBuffer, Optional<T>> parser, String doing)
      throws ErrnoException {
    for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
      begin(type, NlMsgHdr.NLM_F_DUMP);
      body.run();
      send(doing);
      List<T> found = new ArrayList<>();
      boolean interrupted =
          receive(
              doing,
              (header, payload) -> {
                parser.apply(payload).ifPresent(found::add);
                return (header.flags() & NlMsgHdr.NLM_F_DUMP_INTR) != 0;
              });
      if (!interrupted) {
        return found;
      }
      // Something changed while the kernel was listing, so the list may lack what did not.
    }
    throw new ErrnoException(Errno.EAGAIN.number(), "dump, interrupted by changes", doing);
  }

  /** A part of an answer; says whether it has what is looked for. */
  private interface Part {
    boolean accept(NlMsgHdr header, ByteBuffer payload);
  }

  /**
   * Reads datagrams until the answer to {@link #sequence} is complete; returns whether a part of it
   * has what is looked for, or a dump was interrupted.
   */
  private boolean receive(String doing, Part part) throws ErrnoException {
    boolean found = false;
    while (true) {
      if (socket.receive(answer, doing) == NetlinkSocket.NOTHING) {
        throw new ErrnoException(Errno.ETIMEDOUT.number(), "recv", doing);
      }
      int limit = answer.limit();
      int next = 0;
      for (Optional<NlMsgHdr> header = NlMsgHdr.parse(answer);
          header.isPresent();
          header = NlMsgHdr.parse(answer)) {
        NlMsgHdr head = header.get();
        answer.limit(next + head.length());
        // An answer that came after an earlier call had given up waiting has an older number.
        if (head.sequence() == sequence) {
          if (head.type() == NlMsgHdr.NLMSG_ERROR) {
            check(NlMsgErr.parse(head, answer), doing);
            return found;
          }
          if (head.type() == NlMsgHdr.NLMSG_DONE) {
            checkDone(answer, doing);
            return found || (head.flags() & NlMsgHdr.NLM_F_DUMP_INTR) != 0;
          }
          found = part.accept(head, answer) || found;
        }
        next = Math.min(limit, next + NlMsgHdr.align(head.length()));
        answer.limit(limit).position(next);
      }
    }
  }

  /** A dump that failed half-way ends like one that is complete, but for the error in it. */
  private static void checkDone(ByteBuffer payload, String doing) throws ErrnoException {
    int error = payload.remaining() < Integer.BYTES ? 0 : payload.getInt(payload.position());
    if (error < 0) {
      throw new ErrnoException(-error, "dump", doing);
    }
  }

  private static void check(Optional<NlMsgErr> answer, String doing) throws ErrnoException {
    NlMsgErr error = answer.orElseGet(() -> new NlMsgErr(-Errno.EINVAL.number(), "short answer"));
    if (error.error() != 0) {
      String call = error.text().isEmpty() ? "rtnetlink" : "rtnetlink (" + error.text() + ")";
      throw new ErrnoException(-error.error(), call, doing);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
