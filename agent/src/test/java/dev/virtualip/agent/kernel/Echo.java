package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.Scheduling;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * What a machine serves behind a virtual address, whether it holds it or not: each datagram comes
 * back with the machine's host number in it, and each connection is accepted and ended. The sockets
 * are bound to the address itself, so answers come from nowhere else.
 */
final class Echo implements AutoCloseable {

  static final int PORT = 7;

  /** Octets of a datagram: which probe, and in the answer whose. */
  static final int OCTETS = 8;

  static final int HOST_OFFSET = 4;

  /** More connections than a client opens while a thread does not get to run. */
  private static final int BACKLOG = 4096;

  private final int host;
  private final DatagramSocket datagrams;
  private final ServerSocket connections;
  private final Thread answers = Thread.ofPlatform().daemon().name("echo").unstarted(this::answer);
  private final Thread accepts =
      Thread.ofPlatform().daemon().name("accept").unstarted(this::accept);

  private Echo(int host, DatagramSocket datagrams, ServerSocket connections) {
    this.host = host;
    this.datagrams = datagrams;
    this.connections = connections;
  }

  static Echo start(Machine machine, String address) throws Exception {
    machine.sysctl("net/ipv4/ip_nonlocal_bind", "1");
    machine.sysctl("net/ipv6/ip_nonlocal_bind", "1");
    InetAddress virtual = InetAddress.ofLiteral(address);
    Echo echo =
        Inside.call(
            machine,
            () ->
                new Echo(
                    machine.host(),
                    new DatagramSocket(new InetSocketAddress(virtual, PORT)),
                    new ServerSocket(PORT, BACKLOG, virtual)));
    echo.answers.start();
    echo.accepts.start();
    return echo;
  }

  private void answer() {
    Scheduling.raiseCurrentThread();
    byte[] octets = new byte[OCTETS];
    DatagramPacket packet = new DatagramPacket(octets, octets.length);
    while (!datagrams.isClosed()) {
      try {
        datagrams.receive(packet);
        ByteBuffer.wrap(octets).putInt(HOST_OFFSET, host);
        datagrams.send(packet);
      } catch (IOException e) {
        // Closed, or the address has gone since the probe came: then nobody answers, as it should.
      }
    }
  }

  private void accept() {
    Scheduling.raiseCurrentThread();
    while (!connections.isClosed()) {
      try (Socket socket = connections.accept()) {
        socket.setSoLinger(true, 0);
      } catch (IOException e) {
        // As above.
      }
    }
  }

  @Override
  public void close() throws IOException {
    datagrams.close();
    connections.close();
  }
}
