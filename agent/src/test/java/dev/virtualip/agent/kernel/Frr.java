package dev.virtualip.agent.kernel;

import static org.awaitility.Awaitility.await;

import dev.virtualip.agent.kernel.Lan.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * FRR's zebra and vrrpd, from their Debian package, on a machine.
 *
 * <p>FRR binds no address: the administrator gives them to a macvlan with the virtual router's MAC,
 * which zebra holds down ("protodown") unless the router is Active.
 */
@SuppressWarnings("try") // An interrupt of a test ends it, whoever swallows it.
final class Frr implements Peer {

  private static final Path PROGRAMS = Path.of("/usr/lib/frr");
  private static final String USER = "frr";
  private static final String MACVLAN = "vrrp";

  private final Machine machine;
  private final Path home;
  private final Process zebra;
  private @Nullable Process vrrpd;

  private Frr(Machine machine, Path home, Process zebra) {
    this.machine = machine;
    this.home = home;
    this.zebra = zebra;
  }

  /** Prepares the macvlan and starts zebra. Files are under /run, where FRR's user may write. */
  static Frr on(Machine machine, Group group, int priority) throws IOException {
    macvlan(machine, group);
    Path home = Files.createTempDirectory(Path.of("/run"), "virtualip-frr");
    Files.writeString(home.resolve("frr.conf"), group.frr(priority));
    Command.require("chown", "--recursive", USER + ":" + USER, home.toString());
    Command.require("chmod", "755", home.toString());
    Process zebra = daemon(machine, home, "zebra", Path.of("/dev/null"));
    await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(home.resolve("zserv")));
    return new Frr(machine, home, zebra);
  }

  @Override
  public void start() throws IOException {
    // Not before: it would answer for the addresses until vrrpd holds it down.
    machine.ip("link", "set", MACVLAN, "up");
    vrrpd = daemon(machine, home, "vrrpd", home.resolve("frr.conf"));
  }

  private static void macvlan(Machine machine, Group group) {
    machine.ip("link", "add", MACVLAN, "link", "eth0", "type", "macvlan", "mode", "bridge");
    String mac = "00:00:5e:00:0%d:%02x".formatted(group.isIpv6() ? 2 : 1, Group.VIRTUAL_ROUTER_ID);
    machine.ip("link", "set", MACVLAN, "address", mac);
    // The same MAC makes the same link-local address on every router, so a generated one won't do.
    machine.ip("link", "set", MACVLAN, "addrgenmode", "random");
    for (String address : group.addresses()) {
      List<String> command =
          new ArrayList<>(List.of("address", "add", address + (group.isIpv6() ? "/128" : "/32")));
      command.addAll(List.of("dev", MACVLAN));
      if (group.isIpv6()) {
        command.add("nodad");
      }
      machine.ip(command.toArray(String[]::new));
    }
    // FRR's own advice: the addresses stay on an interface that it only holds down.
    machine.sysctl("net/ipv4/conf/all/arp_ignore", "1");
  }

  private static Process daemon(Machine machine, Path home, String program, Path configuration)
      throws IOException {
    return new ProcessBuilder(
            machine.command(
                List.of(
                    PROGRAMS.resolve(program).toString(),
                    "--config_file",
                    configuration.toString(),
                    "--pid_file",
                    home.resolve(program + ".pid").toString(),
                    "--socket",
                    home.resolve("zserv").toString(),
                    "--vty_socket",
                    home.toString(),
                    // No TCP port.
                    "--vty_port",
                    "0")))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()))
        .start();
  }

  @Override
  public Machine machine() {
    return machine;
  }

  @Override
  public boolean holds() {
    return machine.ip("-oneline", "link", "show", MACVLAN).contains("LOWER_UP");
  }

  @Override
  public void stop() throws InterruptedException {
    end(Objects.requireNonNull(vrrpd));
  }

  @Override
  public void kill() throws InterruptedException {
    Objects.requireNonNull(vrrpd).destroyForcibly().waitFor();
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new AssertionError("FRR does not stop");
    }
  }

  @Override
  public void close() throws Exception {
    if (vrrpd != null) {
      kill();
    }
    end(zebra);
    Command.require("rm", "--recursive", home.toString());
  }
}
