package dev.virtualip.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.kernel.Wire.Advert;
import dev.virtualip.agent.linux.BootClock;
import dev.virtualip.agent.linux.netlink.NetlinkEvent;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The kernel lets go of the addresses of an agent that can't do so itself any more. A process that
 * is killed for want of memory gets a SIGKILL like any other: there is no case of its own for it.
 */
class DeadManIT {

  private static final InetAddress IPV4 = InetAddress.ofLiteral(Manifest.ADDRESS);
  private static final String IPV6_ADDRESS = "2001:db8::100";
  private static final InetAddress IPV6 = InetAddress.ofLiteral(IPV6_ADDRESS);

  /** L at 250 ms, and what the kernel may add to it. */
  private static final Map<InetAddress, Duration> EXPIRY =
      Map.of(IPV4, Duration.ofMillis(1000 + 1250), IPV6, Duration.ofMillis(3000 + 1250));

  /** Between an event and the moment in which a busy machine lets this process read of it. */
  private static final Duration SLACK = Duration.ofMillis(100);

  private static final Duration OVERLAP = Duration.ofMillis(50);

  private static final int DEBUGGER = 5005;

  /** What becomes of the agent. */
  enum Fault {
    SIGKILL,
    SIGSTOP,
    HUNG_PROTOCOL_THREAD
  }

  @TempDir Path directory;

  private final Lan lan = new Lan();
  private final Map<InetAddress, Long> renewed = new HashMap<>();
  private final Map<InetAddress, Long> gone = new HashMap<>();
  private Machine machine;

  @BeforeEach
  void plug() {
    machine = lan.machine(1);
  }

  @AfterEach
  void clean() {
    lan.close();
  }

  private static String manifest(String node, int priority) {
    return Manifest.of(node, priority, List.of(Manifest.ADDRESS, IPV6_ADDRESS));
  }

  private Agent start(Machine where, String node, int priority, String options) {
    Path home = directory.resolve(node);
    Manifest.write(home, manifest(node, priority));
    return Agent.startBy(List.of("env", "JAVA_TOOL_OPTIONS=" + options), where, node, home);
  }

  private static ConditionFactory soon() {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(20));
  }

  private static void awaitActive(Agent agent) {
    soon()
        .until(
            () ->
                agent.router("IPv4").path("addressesBound").asBoolean()
                    && agent.router("IPv6").path("addressesBound").asBoolean());
  }

  /** Notes renewals and losses, until {@code end} or both are lost. */
  private void watch(Events kernel, long end) throws Exception {
    while (gone.size() < 2 && end - BootClock.nanos() > 0) {
      kernel
          .next(DeadManIT::isOfInterest, Duration.ofNanos(end - BootClock.nanos()))
          .ifPresent(
              seen -> {
                switch (seen.event()) {
                  case NetlinkEvent.AddressAdded(var added) ->
                      renewed.put(added.address(), seen.nanos());
                  case NetlinkEvent.AddressRemoved(var removed) ->
                      gone.put(removed.address(), seen.nanos());
                  default -> {
                    // Not of interest.
                  }
                }
              });
    }
  }

  private static boolean isOfInterest(NetlinkEvent event) {
    return switch (event) {
      case NetlinkEvent.AddressAdded(var added) -> EXPIRY.containsKey(added.address());
      case NetlinkEvent.AddressRemoved(var removed) -> EXPIRY.containsKey(removed.address());
      default -> false;
    };
  }

  private static long after(Duration time) {
    return BootClock.nanos() + time.toNanos();
  }

  @ParameterizedTest
  @EnumSource
  void e09AddressesGoWithinTheirLifetime(Fault fault) throws Exception {
    String debugger =
        fault == Fault.HUNG_PROTOCOL_THREAD
            ? "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + DEBUGGER
            : "";
    try (Agent agent = start(machine, "a", 200, debugger);
        Events kernel = Events.start(machine)) {
      awaitActive(agent);
      @Nullable VirtualMachine debugged = fault == Fault.HUNG_PROTOCOL_THREAD ? attach() : null;
      watch(kernel, after(Duration.ofSeconds(1)));
      assertThat(gone).isEmpty();
      switch (fault) {
        case SIGKILL -> agent.kill();
        case SIGSTOP -> agent.freeze();
        case HUNG_PROTOCOL_THREAD -> hang(debugged);
      }
      // One that is older and one that is younger are touched when the kernel is about to look.
      watch(kernel, after(Duration.ofMillis(900)));
      touch("198.51.100.9/32", "3");
      touch("2001:db8:9::9/128", "60");
      watch(kernel, after(Duration.ofSeconds(6)));
      EXPIRY.forEach(
          (address, limit) -> {
            assertThat(gone).as("after %s", fault).containsKey(address);
            assertThat(Duration.ofNanos(at(gone, address) - at(renewed, address)))
                .as("%s after its last renewal, %s", address, fault)
                .isBetween(limit.minusMillis(1250 + 50), limit.plus(SLACK));
          });
      if (debugged != null) {
        assertThat(agent.runs()).isTrue();
        debugged.dispose();
      }
    }
  }

  private static long at(Map<InetAddress, Long> times, InetAddress address) {
    Long time = times.get(address);
    if (time == null) {
      throw new AssertionError("nothing was told of " + address);
    }
    return time;
  }

  private void touch(String address, String seconds) {
    machine.ip(
        "address", "add", address, "dev", "eth0", "valid_lft", seconds, "preferred_lft", "1");
  }

  private VirtualMachine attach() throws Exception {
    return Inside.call(
        machine,
        () -> {
          AttachingConnector connector =
              Bootstrap.virtualMachineManager().attachingConnectors().stream()
                  .filter(known -> known.name().equals("com.sun.jdi.SocketAttach"))
                  .findFirst()
                  .orElseThrow();
          Map<String, Connector.Argument> arguments = connector.defaultArguments();
          Objects.requireNonNull(arguments.get("hostname")).setValue("127.0.0.1");
          Objects.requireNonNull(arguments.get("port")).setValue(Integer.toString(DEBUGGER));
          return connector.attach(arguments);
        });
  }

  /** The address thread and all others go on. */
  private static void hang(@Nullable VirtualMachine debugged) {
    Objects.requireNonNull(debugged).allThreads().stream()
        .filter(thread -> thread.name().equals("protocol"))
        .forEach(ThreadReference::suspend);
  }

  @Test
  void oneThatWakesUpHasNothingToDoWithTheNewActive() throws Exception {
    Machine other = lan.machine(2);
    try (Agent sleeper = start(machine, "a", 200, "")) {
      awaitActive(sleeper);
      try (Agent heir = start(other, "b", 100, "");
          Wire wire = Wire.tap(lan.machine(254));
          Events kernel = Events.start(machine)) {
        soon().until(() -> heir.isBehindAnActive("IPv4"));
        soon().until(() -> heir.isBehindAnActive("IPv6"));
        sleeper.freeze();
        awaitActive(heir);
        watch(kernel, after(Duration.ofSeconds(6)));
        assertThat(gone).containsOnlyKeys(IPV4, IPV6);
        // Or it would be better than who is there, and preempt by right.
        Manifest.write(directory.resolve("b"), manifest("b", 220));
        soon().until(() -> heir.router("IPv4").path("effectivePriority").asInt() == 220);
        soon().until(() -> heir.router("IPv6").path("effectivePriority").asInt() == 220);
        wire.forget();
        renewed.clear();

        long woken = BootClock.nanos();
        sleeper.thaw();
        soon().until(() -> sleeper.state("IPv4").equals("Backup"));
        soon().until(() -> sleeper.state("IPv6").equals("Backup"));
        for (Advert advert : wire.heard()) {
          if (advert.priority() == 200) {
            assertThat(Duration.ofNanos(advert.nanos() - woken))
                .as("advert of who has slept")
                .isLessThanOrEqualTo(OVERLAP);
          }
        }
        gone.clear();
        watch(kernel, after(Duration.ofMillis(500)));
        renewed.forEach(
            (address, bound) ->
                assertThat(Duration.ofNanos(at(gone, address) - bound))
                    .as("%s bound by who has slept", address)
                    .isLessThanOrEqualTo(OVERLAP));
        awaitActive(heir);
      }
    }
  }
}
