package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.BootClock;
import dev.virtualip.agent.linux.Epoll;
import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.NetlinkSocket;
import dev.virtualip.agent.linux.Scheduling;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/** Whose hardware address a machine's neighbour cache has for an address, from the start on. */
final class Neighbours implements AutoCloseable {

  // linux/rtnetlink.h and linux/neighbour.h
  private static final int RTMGRP_NEIGH = 0x4;
  private static final int RTM_NEWNEIGH = 28;
  private static final int HEADER_OCTETS = 16;
  private static final int NDMSG_OCTETS = 12;
  private static final int NDA_DST = 1;
  private static final int NDA_LLADDR = 2;

  private static final int BUFFER_SIZE = 64 * 1024;
  private static final int TICK_MILLISECONDS = 20;

  /** The cache was told of a hardware address; CLOCK_BOOTTIME when this was read. */
  private record Entry(long nanos, String mac) {}

  private final byte[] address;
  private final NetlinkSocket socket;
  private final Epoll epoll;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_SIZE).order(ByteOrder.nativeOrder());
  private final List<Entry> entries = new ArrayList<>();
  private final Thread reader =
      Thread.ofPlatform().daemon().name("neighbours").unstarted(this::run);
  private volatile boolean closing;

  private Neighbours(byte[] address, NetlinkSocket socket, Epoll epoll) {
    this.address = address;
    this.socket = socket;
    this.epoll = epoll;
  }

  static Neighbours start(Machine machine, String address) throws Exception {
    NetlinkSocket socket = Inside.call(machine, () -> NetlinkSocket.openForEvents(RTMGRP_NEIGH));
    Epoll epoll = Epoll.open();
    Neighbours neighbours =
        new Neighbours(InetAddress.ofLiteral(address).getAddress(), socket, epoll);
    epoll.add(socket, 0);
    neighbours.reader.start();
    return neighbours;
  }

  private void run() {
    Scheduling.raiseCurrentThread();
    while (!closing) {
      try {
        epoll.await(TICK_MILLISECONDS);
        while (socket.receive(buffer, "hear of neighbours") > 0) {
          read();
        }
      } catch (ErrnoException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Each message: length, type, ...; then struct ndmsg and attributes. */
  private void read() {
    long now = BootClock.nanos();
    for (int at = 0; at + HEADER_OCTETS <= buffer.limit(); ) {
      int length = buffer.getInt(at);
      if (buffer.getShort(at + 4) == RTM_NEWNEIGH) {
        byte[] destination = attribute(at, length, NDA_DST);
        byte[] mac = attribute(at, length, NDA_LLADDR);
        if (Arrays.equals(destination, address) && mac.length > 0) {
          synchronized (this) {
            entries.add(new Entry(now, HexFormat.ofDelimiter(":").formatHex(mac)));
          }
        }
      }
      at += Math.max(length + 3 & ~3, HEADER_OCTETS);
    }
  }

  private byte[] attribute(int message, int length, int wanted) {
    for (int at = message + HEADER_OCTETS + NDMSG_OCTETS; at + 4 <= message + length; ) {
      int size = Short.toUnsignedInt(buffer.getShort(at));
      if (buffer.getShort(at + 2) == wanted) {
        byte[] value = new byte[size - 4];
        buffer.get(at + 4, value);
        return value;
      }
      at += Math.max(size + 3 & ~3, 4);
    }
    return new byte[0];
  }

  /** When, from a moment of CLOCK_BOOTTIME on, the cache was first told that a machine has it. */
  synchronized OptionalLong since(long nanos, Machine holder) {
    return entries.stream()
        .filter(entry -> entry.nanos() >= nanos && entry.mac().equals(holder.mac()))
        .mapToLong(Entry::nanos)
        .findFirst();
  }

  @Override
  public void close() {
    closing = true;
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    epoll.close();
    socket.close();
  }
}
