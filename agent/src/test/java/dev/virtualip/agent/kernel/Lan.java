package dev.virtualip.agent.kernel;

import java.util.ArrayList;
import java.util.List;

/** Machines on one switch: a network namespace each, on a bridge in a namespace of its own. */
public final class Lan implements AutoCloseable {

  private final String prefix = "vip" + ProcessHandle.current().pid() + "-";
  private final List<Machine> machines = new ArrayList<>();

  public Lan() {
    namespace("switch");
    inSwitch("link", "add", "br0", "type", "bridge");
    inSwitch("link", "set", "br0", "up");
  }

  /**
   * Plugs in a machine.
   *
   * @param host last octet of its address in 192.0.2.0/24
   */
  public Machine machine(int host) {
    String name = "m" + host;
    namespace(name);
    Command.require(
        "ip",
        "-n",
        prefix + "switch",
        "link",
        "add",
        name,
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        prefix + name);
    inSwitch("link", "set", name, "master", "br0", "up");
    Machine machine = new Machine(prefix + name, "192.0.2." + host);
    machine.ip("link", "set", "lo", "up");
    machine.ip("address", "add", machine.address() + "/24", "dev", "eth0");
    machine.ip("link", "set", "eth0", "up");
    machines.add(machine);
    return machine;
  }

  /** Pulls a machine's cable: its eth0 stays up and loses its carrier. */
  public void unplug(Machine machine) {
    inSwitch("link", "set", port(machine), "down");
  }

  public void plug(Machine machine) {
    inSwitch("link", "set", port(machine), "up");
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
   * @param address its own address on eth0
   */
  public record Machine(String namespace, String address) {

    public String ip(String... arguments) {
      List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
      command.addAll(List.of(arguments));
      return Command.require(command.toArray(String[]::new));
    }

    /** The command that runs {@code command} on this machine. */
    public List<String> command(List<String> command) {
      List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
      whole.addAll(command);
      return whole;
    }

    public boolean holds(String virtualAddress) {
      return ip("-brief", "address", "show", "dev", "eth0").contains(" " + virtualAddress + "/32 ")
          || ip("-brief", "address", "show", "dev", "eth0").endsWith(" " + virtualAddress + "/32");
    }
  }
}
