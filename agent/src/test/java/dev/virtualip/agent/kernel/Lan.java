package dev.virtualip.agent.kernel;

import java.util.ArrayList;
import java.util.List;

/** Machines on one switch: a network namespace each, on a bridge in a namespace of its own. */
public final class Lan implements AutoCloseable {

  private final String prefix;
  private final List<Machine> machines = new ArrayList<>();

  public Lan() {
    this("");
  }

  /**
   * One of several at a time.
   *
   * @param name that tells it from the others, at most 4 characters
   */
  public Lan(String name) {
    prefix = "vip" + ProcessHandle.current().pid() + name + "-";
    namespace("switch");
    inSwitch("link", "add", "br0", "type", "bridge");
    inSwitch("link", "set", "br0", "up");
  }

  /**
   * Plugs in a machine with an address in 192.0.2.0/24 and one in 2001:db8::/64.
   *
   * @param host last part of its addresses, 1..254
   */
  public Machine machine(int host) {
    Machine machine = new Machine(prefix + "m" + host, host);
    namespace("m" + host);
    machine.ip("link", "set", "lo", "up");
    connect(machine);
    machines.add(machine);
    return machine;
  }

  /** Puts a new eth0 into the machine, with its addresses. */
  private void connect(Machine machine) {
    String port = port(machine);
    Command.require(
        "ip",
        "-n",
        prefix + "switch",
        "link",
        "add",
        port,
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        machine.namespace());
    inSwitch("link", "set", port, "master", "br0", "up");
    // Link-local addresses are usable at once: nobody waits 2 s in each test for an answer.
    machine.sysctl("net/ipv6/conf/eth0/accept_dad", "0");
    machine.ip("link", "set", "eth0", "address", machine.mac());
    machine.ip("address", "add", machine.address() + "/24", "dev", "eth0");
    machine.ip("address", "add", machine.ipv6Address() + "/64", "dev", "eth0", "nodad");
    machine.ip("link", "set", "eth0", "up");
  }

  /** Pulls a machine's cable: its eth0 stays up and loses its carrier. */
  public void unplug(Machine machine) {
    inSwitch("link", "set", port(machine), "down");
  }

  public void plug(Machine machine) {
    inSwitch("link", "set", port(machine), "up");
  }

  /** Takes the machine's network card out. */
  public void remove(Machine machine) {
    machine.ip("link", "delete", "eth0");
  }

  /** Puts another card in the place of the one that was {@link #remove removed}: a new index. */
  public void insert(Machine machine) {
    connect(machine);
  }

  private String port(Machine machine) {
    return machine.namespace().substring(prefix.length());
  }

  private void namespace(String name) {
    Command.require("ip", "netns", "add", prefix + name);
  }

  private void inSwitch(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", prefix + "switch"));
    command.addAll(List.of(arguments));
    Command.require(command.toArray(String[]::new));
  }

  @Override
  public void close() {
    machines.forEach(machine -> Command.require("ip", "netns", "delete", machine.namespace()));
    Command.require("ip", "netns", "delete", prefix + "switch");
  }

  /**
   * One machine.
   *
   * @param namespace its network namespace
   * @param host last part of its addresses
   */
  public record Machine(String namespace, int host) {

    /** Its own IPv4 address on eth0. */
    public String address() {
      return "192.0.2." + host;
    }

    /** Its own IPv6 address on eth0. */
    public String ipv6Address() {
      return "2001:db8::" + Integer.toHexString(host);
    }

    /** Its link-local address on eth0, which the kernel makes of {@link #mac()}. */
    public String linkLocal() {
      return "fe80::ff:fe00:" + Integer.toHexString(host);
    }

    /** The hardware address of eth0. */
    public String mac() {
      return "02:00:00:00:00:%02x".formatted(host);
    }

    public String ip(String... arguments) {
      List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
      command.addAll(List.of(arguments));
      return Command.require(command.toArray(String[]::new));
    }

    /** Writes a number under /proc/sys. */
    public void sysctl(String path, String value) {
      Command.require(
          command(List.of("sysctl", "--quiet", "--write", path + "=" + value))
              .toArray(String[]::new));
    }

    /** The command that runs {@code command} on this machine. */
    public List<String> command(List<String> command) {
      List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
      whole.addAll(command);
      return whole;
    }

    public boolean holds(String virtualAddress) {
      String cidr = virtualAddress + (virtualAddress.indexOf(':') < 0 ? "/32" : "/128");
      return List.of(ip("-brief", "address", "show", "dev", "eth0").split("\\s+", -1))
          .contains(cidr);
    }
  }
}
