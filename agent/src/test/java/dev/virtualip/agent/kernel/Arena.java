package dev.virtualip.agent.kernel;

import dev.virtualip.agent.kernel.Lan.Machine;
import dev.virtualip.agent.linux.BootClock;
import dev.virtualip.agent.vrrp.Advertisement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Three nodes with one implementation on a link of their own, a client, and a bystander that
 * listens.
 */
@SuppressWarnings("try") // An interrupt of a test ends it, whoever swallows it.
final class Arena implements AutoCloseable {

  static final int FIRST = 200;
  static final int SECOND = 150;
  static final int THIRD = 100;

  private static final int CLIENT = 9;
  private static final int BYSTANDER = 254;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final long HELP_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

  /** Makes a node of a machine, with a priority and a directory for it. */
  interface Nodes {
    Member make(Machine machine, int priority, Path home) throws Exception;
  }

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Lan lan;
  private final Group group;
  private final Machine client;
  private final List<Member> members = new ArrayList<>();
  private final List<Injector> injectors = new ArrayList<>();
  private final Wire wire;
  private final Tenures tenures;
  private final Neighbours neighbours;

  Arena(String name, Group group, Path home, Nodes nodes) throws Exception {
    this.group = group;
    lan = opened(new Lan(name));
    List<Integer> priorities = List.of(FIRST, SECOND, THIRD);
    for (int host = 1; host <= priorities.size(); host++) {
      Machine machine = lan.machine(host);
      members.add(
          opened(
              nodes.make(
                  machine, priorities.get(host - 1), home.resolve(name).resolve("" + host))));
      opened(Echo.start(machine, group.address()));
      injectors.add(opened(Injector.on(machine, "eth0")));
    }
    client = lan.machine(CLIENT);
    wire = opened(Wire.tap(lan.machine(BYSTANDER)));
    tenures =
        opened(Tenures.start(members.stream().map(Member::machine).toList(), group.address()));
    neighbours = opened(Neighbours.start(client, group.address()));
    for (Member member : members) {
      member.start();
    }
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.add(resource);
    return resource;
  }

  Lan lan() {
    return lan;
  }

  /** The one of the highest priority. */
  Member first() {
    return members.get(0);
  }

  Member second() {
    return members.get(1);
  }

  Member member(int host) {
    return members.get(host - 1);
  }

  Machine client() {
    return client;
  }

  Wire wire() {
    return wire;
  }

  Tenures tenures() {
    return tenures;
  }

  Neighbours neighbours() {
    return neighbours;
  }

  Group group() {
    return group;
  }

  /** Waits for something that must come. */
  void await(String what, Callable<Boolean> condition) throws Exception {
    if (!becomes(condition, PATIENCE_NANOS)) {
      throw new IllegalStateException(
          "in vain: %s; holders: %s".formatted(what, tenures.holders()));
    }
  }

  /** Waits for something that need not come; returns whether it did. */
  static boolean becomes(Callable<Boolean> condition, long atMostNanos) throws Exception {
    long end = BootClock.nanos() + atMostNanos;
    while (!condition.call()) {
      if (BootClock.nanos() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return true;
  }

  /**
   * Has the first node hold the address alone. Whoever is in its way is made to leave by an advert
   * of priority 0 in its name: that spares the time that a preemption takes.
   */
  void restore() throws Exception {
    long[] helpAt = {0};
    await("the first node holds the address alone", () -> isRestored(helpAt));
    for (Member member : members) {
      await("the others are Backups", () -> member.equals(first()) || member.isBackup());
    }
    wire.forget();
    // The others hear of it, and so do we.
    TimeUnit.MILLISECONDS.sleep(group.intervalMilliseconds() + 200);
    await("it still does", () -> isRestored(helpAt));
  }

  private boolean isRestored(long[] helpAt) throws Exception {
    int first = first().machine().host();
    List<Integer> holders = List.copyOf(tenures.holders());
    if (holders.equals(List.of(first))) {
      return true;
    }
    if (!holders.isEmpty() && BootClock.nanos() - helpAt[0] > HELP_NANOS && first().isBackup()) {
      helpAt[0] = BootClock.nanos();
      int holder = holders.getLast();
      injectors
          .get(holder - 1)
          .send(
              PacketToAction.frame(
                  member(holder).machine(),
                  Advertisement.PRIORITY_LEAVING,
                  group.intervalMilliseconds()));
    }
    return false;
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable resource : open.reversed()) {
      resource.close();
    }
  }
}
