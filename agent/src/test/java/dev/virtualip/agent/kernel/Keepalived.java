package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Lan.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** keepalived, from its Debian package, on a machine. */
@SuppressWarnings("try") // An interrupt of a test ends it, whoever swallows it.
final class Keepalived implements Peer {

  private final Machine machine;
  private final String address;
  private final Path home;
  private @Nullable Process process;

  private Keepalived(Machine machine, String address, Path home) {
    this.machine = machine;
    this.address = address;
    this.home = home;
  }

  /**
   * Writes its configuration.
   *
   * @param home for that, its process ids and its log
   */
  static Keepalived on(Machine machine, Group group, int priority, Path home) throws IOException {
    return on(machine, group.keepalived(priority), group.address(), home);
  }

  /**
   * The same with a configuration of the caller's.
   *
   * @param address that its holder has
   */
  static Keepalived on(Machine machine, String configuration, String address, Path home)
      throws IOException {
    Files.writeString(Files.createDirectories(home).resolve("keepalived.conf"), configuration);
    return new Keepalived(machine, address, home);
  }

  @Override
  public void start() throws IOException {
    process =
        new ProcessBuilder(
                machine.command(
                    List.of(
                        "keepalived",
                        "--dont-fork",
                        "--dont-respawn",
                        "--vrrp",
                        "--log-console",
                        "--use-file",
                        home.resolve("keepalived.conf").toString(),
                        "--pid",
                        home.resolve("keepalived.pid").toString(),
                        "--vrrp_pid",
                        home.resolve("vrrp.pid").toString())))
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(home.resolve("keepalived.log").toFile()))
            .start();
  }

  @Override
  public Machine machine() {
    return machine;
  }

  @Override
  public boolean holds() {
    return !machine.ip("-oneline", "address", "show", "to", address).isEmpty();
  }

  @Override
  public void stop() throws InterruptedException {
    Process running = Objects.requireNonNull(process);
    running.destroy();
    if (!running.waitFor(10, TimeUnit.SECONDS)) {
      throw new AssertionError("keepalived does not stop");
    }
  }

  /** The child speaks VRRP, and its parent's end would be a SIGTERM to it: so the child first. */
  @Override
  public void kill() throws InterruptedException {
    signal("KILL");
    Objects.requireNonNull(process).waitFor();
  }

  /** SIGSTOP to both of its processes. */
  void freeze() {
    signal("STOP");
  }

  /** SIGCONT. */
  void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    Process running = Objects.requireNonNull(process);
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    running.descendants().map(child -> Long.toString(child.pid())).forEach(command::add);
    command.add(Long.toString(running.pid()));
    Command.require(command.toArray(String[]::new));
  }

  /** Writes another configuration, which counts after {@link #reload}. */
  void configure(String configuration) throws IOException {
    Files.writeString(home.resolve("keepalived.conf"), configuration);
  }

  /** SIGHUP: it reads its configuration anew. */
  void reload() {
    Command.require("kill", "-HUP", Long.toString(Objects.requireNonNull(process).pid()));
  }

  /** Ends it as {@link #stop} does, and does not wait for that. */
  void terminate() {
    Objects.requireNonNull(process).destroy();
  }

  boolean runs() {
    return process != null && process.isAlive();
  }

  /** The processes that it consists of. */
  List<Long> pids() {
    Process running = Objects.requireNonNull(process);
    return Stream.concat(running.descendants().map(ProcessHandle::pid), Stream.of(running.pid()))
        .toList();
  }

  String log() throws IOException {
    return Files.readString(home.resolve("keepalived.log"));
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null && process.isAlive()) {
      kill();
    }
  }
}
