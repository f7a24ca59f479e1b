package dev.virtualip.agent.selfcheck;

import dev.virtualip.agent.linux.ErrnoException;
import dev.virtualip.agent.linux.Sysctl;
import dev.virtualip.agent.linux.netlink.InterfaceAddress;
import dev.virtualip.agent.linux.netlink.Link;
import dev.virtualip.agent.linux.netlink.Rtnetlink;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The network namespace of the thread that looks, as it was at one moment: what is asked of it
 * twice gets the same answer.
 */
final class LinuxHost implements Host {

  private static final Path NETWORK = Path.of("/proc/self/net");
  private static final Path CARDS = Path.of("/sys/class/net");

  /** What IPv4 addresses begin with in sockets of IPv6 (RFC 4291 section 2.5.5.2). */
  private static final String MAPPED = words(ByteBuffer.allocate(12).putInt(8, 0xffff));

  private final List<Link> links;
  private final List<InterfaceAddress> addresses;
  private final List<Route> routes;
  private final List<String> connections;

  private LinuxHost(
      List<Link> links,
      List<InterfaceAddress> addresses,
      List<Route> routes,
      List<String> connections) {
    this.links = links;
    this.addresses = addresses;
    this.routes = routes;
    this.connections = connections;
  }

  /**
   * Looks at it.
   *
   * @throws ErrnoException if the kernel does not tell
   */
  static LinuxHost look(Rtnetlink kernel) throws ErrnoException {
    return new LinuxHost(
        kernel.dumpLinks(),
        kernel.dumpAddresses(),
        lines("route").stream().flatMap(line -> Route.parse(line).stream()).toList(),
        remotes());
  }

  private static List<String> lines(String name) {
    try {
      return Files.readAllLines(NETWORK.resolve(name));
    } catch (IOException e) {
      return List.of(); // such as tcp6 without IPv6
    }
  }

  /**
   * Where TCP connections go, as {@code /proc/net/tcp} writes it: the address in hexadecimal, in
   * words of the machine's octet order, a colon, and the port.
   */
  private static List<String> remotes() {
    return Stream.of("tcp", "tcp6")
        .flatMap(name -> lines(name).stream())
        .map(line -> line.strip().split("\\s+", 4))
        .filter(fields -> fields.length == 4)
        .map(fields -> fields[2])
        .distinct()
        .toList();
  }

  @Override
  public List<Link> links() {
    return links;
  }

  @Override
  public List<InterfaceAddress> addresses() {
    return addresses;
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public OptionalInt sysctl(String... path) {
    return Sysctl.read(path);
  }

  @Override
  public boolean isWireless(String interfaceName) {
    Path card = CARDS.resolve(interfaceName);
    return Files.exists(card.resolve("phy80211")) || Files.exists(card.resolve("wireless"));
  }

  @Override
  public boolean isConnectedTo(InetAddress address, int port) {
    String remote = remote(address, port);
    return connections.contains(remote) || connections.contains(MAPPED + remote);
  }

  static String remote(InetAddress address, int port) {
    return words(ByteBuffer.wrap(address.getAddress())) + ":%04X".formatted(port);
  }

  private static String words(ByteBuffer octets) {
    ByteBuffer words = octets.order(ByteOrder.nativeOrder());
    StringBuilder text = new StringBuilder();
    while (words.hasRemaining()) {
      text.append("%08X".formatted(words.getInt()));
    }
    return text.toString();
  }
}
