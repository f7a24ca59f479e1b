package dev.virtualip.agent;

import dev.virtualip.agent.linux.Capability;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What to do about a port that can't be listened on. Told by how things are and not by the text of
 * the exception, which depends on the machine's language.
 */
final class ListenFailure {

  private static final Path UNPRIVILEGED = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");

  private ListenFailure() {}

  static String cure(InetSocketAddress listen) {
    InetAddress address = listen.getAddress();
    try {
      if (!address.isAnyLocalAddress() && !isLocal(address)) {
        return address.getHostAddress() + " is no address of this machine, name one that is";
      }
      if (listen.getPort() < firstUnprivileged()
          && !Capability.effective().contains(Capability.CAP_NET_BIND_SERVICE)) {
        return "CAP_NET_BIND_SERVICE is missing for a port below %d, choose one from there on"
            .formatted(firstUnprivileged());
      }
    } catch (IOException e) {
      // The rest is what happens most.
    }
    return "stop who uses it or choose another port";
  }

  /** Loopback is local as a whole, 127.0.0.2 too. */
  private static boolean isLocal(InetAddress address) throws IOException {
    return (address.isLoopbackAddress() && address.getAddress().length == 4)
        || NetworkInterface.getByInetAddress(address) != null;
  }

  private static int firstUnprivileged() throws IOException {
    // Not readString: it asks for one octet first, and a file of /proc/sys gives what it has once.
    return Integer.parseInt(Files.readAllLines(UNPRIVILEGED).getFirst().strip());
  }
}
