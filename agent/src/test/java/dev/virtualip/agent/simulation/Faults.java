package dev.virtualip.agent.simulation;

import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.RouterConfiguration;
import dev.virtualip.agent.vrrp.Standing;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lets things go wrong one after the other, and mends them. */
final class Faults {

  private static final long NEVER = Long.MAX_VALUE;

  /** The Active is whom it matters most to. */
  private static final int HITS_ACTIVE_PERMILLE = 650;

  private final World world;
  private final Settings settings;
  private final boolean[] busy;
  private boolean linkBusy;
  private int remaining;
  private int ongoing;
  private long longestInterval;
  private long overAt = NEVER;

  Faults(World world, Settings settings) {
    this.world = world;
    this.settings = settings;
    this.busy = new boolean[settings.routers().size()];
    this.remaining = settings.faults();
    this.longestInterval = settings.longestInterval();
  }

  void begin() {
    later(settings.crowded() ? dice().between(0, 5 * longestInterval) : settle());
  }

  /** When everything has settled after the last fault. */
  long overAt() {
    return overAt;
  }

  /** What the routers need to settle: every Bound is over by then. */
  private long settle() {
    return Bounds.preemption(1, longestInterval, settings.preemptDelay())
        + dice().between(0, 2 * longestInterval);
  }

  private Dice dice() {
    return world.dice();
  }

  private void later(long nanos) {
    world.at(world.now() + nanos, Happening.FAULT, 0, 0);
  }

  /** Something goes wrong now. */
  void strike() {
    world.oracle().check();
    Fault fault = Fault.any(dice());
    boolean done = fault.isOfLink() ? strikeLink(fault) : strikeNode(fault);
    if (done) {
      world.tally().fault(fault);
      remaining--;
    }
    if (remaining > 0 && (settings.crowded() || ongoing == 0)) {
      later(settings.crowded() ? dice().between(0, 2 * longestInterval) : settle());
    }
    settleIfOver();
  }

  /** It is mended, or takes its next step. */
  void repair(Fault fault, Node node) {
    write(node, fault + " ends");
    if (fault.isOfLink()) {
      world.link().heal();
      linkBusy = false;
      world.oracle().soothed();
    } else if (!repairNode(fault, node)) {
      return;
    }
    ongoing--;
    if (remaining > 0 && !settings.crowded()) {
      later(settle());
    }
    settleIfOver();
  }

  private void settleIfOver() {
    if (remaining == 0 && ongoing == 0) {
      overAt = world.now() + settle();
    }
  }

  private boolean strikeLink(Fault fault) {
    if (linkBusy) {
      return false;
    }
    int everyone = (1 << busy.length) - 1;
    int some = 1 + dice().below(everyone - 1);
    long nanos = dice().between(longestInterval, 8 * longestInterval);
    switch (fault) {
      case LOSS -> world.link().disturb((int) dice().between(50, 800), 0);
      case DUPLICATION -> world.link().disturb(0, 500);
      case DELAY -> {
        long most = dice().between(longestInterval / 4, 4 * longestInterval);
        world.link().delay(most, world.now() + nanos);
        nanos += most;
      }
      case PARTITION -> {
        world.link().cut(some, everyone & ~some);
        world.link().cut(everyone & ~some, some);
      }
      default -> world.link().cut(some, 1 + dice().below(everyone));
    }
    linkBusy = true;
    world.oracle().disturbed();
    ongoing++;
    if (world.journal().on()) {
      world.journal().write(world.now(), "link", fault + " of " + Integer.toBinaryString(some));
    }
    world.at(world.now() + nanos, Happening.REPAIR, 0, fault.number());
    return true;
  }

  private boolean strikeNode(Fault fault) {
    Node node = target(fault);
    if (node == null) {
      return false;
    }
    write(node, fault.toString());
    long interval = interval(node);
    switch (fault) {
      case KILL -> kill(node, dice().between(100 * Bounds.MILLISECOND, 2 * lifetime(node)));
      case FADE -> {
        int count = 1 + dice().below(2);
        world.link().loseNext(node.index(), -1, count);
        world.oracle().disturbed();
        lasts(fault, node, count * interval + dice().between(0, interval));
      }
      case POWER_OFF -> {
        world.oracle().failing(node);
        node.powerOff();
        lasts(fault, node, dice().between(100 * Bounds.MILLISECOND, 8 * interval));
      }
      case FREEZE -> {
        world.oracle().failing(node);
        node.freeze();
        lasts(fault, node, pause(node));
      }
      case UNPLUG -> {
        world.oracle().unable(node);
        node.carrier(false);
        world.oracle().holds(node, false);
        lasts(fault, node, dice().between(10 * Bounds.MILLISECOND, 8 * interval));
      }
      case LEAVE -> {
        world.oracle().unable(node);
        node.command(new Event.Leave());
        lasts(fault, node, 2 * Bounds.SECOND + dice().between(0, 4 * interval));
      }
      case LEAVE_AND_KILL -> {
        world.oracle().unable(node);
        node.command(new Event.Leave());
        lasts(fault, node, dice().between(0, Bounds.planned(interval)));
      }
      case HAND_OVER -> node.command(new Event.HandOver());
      case DRAIN -> {
        node.command(new Event.StandingChanged(new Standing(0, true)));
        lasts(fault, node, dice().between(10 * Bounds.MILLISECOND, 12 * interval));
      }
      case CHECK -> {
        int penalty = (int) dice().between(1, 253);
        node.command(new Event.StandingChanged(new Standing(penalty, false)));
        lasts(fault, node, dice().between(10 * Bounds.MILLISECOND, 12 * interval));
      }
      case LOCK -> {
        long until = world.now() + dice().between(20 * Bounds.MILLISECOND, 2 * lifetime(node));
        world.oracle().locked(node, until);
        world.oracle().disturbed();
        node.orders().lock(until);
        lasts(fault, node, until - world.now());
      }
      case MUTE -> {
        world.oracle().unable(node);
        world.oracle().disturbed();
        node.mute(true);
        lasts(fault, node, dice().between(interval / 2, 8 * interval));
      }
      case DELETE -> {
        world.oracle().excused(node);
        node.kernel().remove(0, false);
      }
      case LOSE -> {
        int count = 1 + dice().below(5);
        int receivers = dice().chance(500) ? -1 : 1 << dice().below(busy.length);
        world.link().loseNext(node.index(), receivers, count);
        world.oracle().disturbed();
        lasts(fault, node, (count + 1) * Bounds.slowest(interval));
      }
      default -> node.command(new Event.Configured(change(node)));
    }
    return true;
  }

  private void lasts(Fault fault, Node node, long nanos) {
    busy[node.index()] = true;
    ongoing++;
    world.at(world.now() + nanos, Happening.REPAIR, node.index(), fault.number());
  }

  private void kill(Node node, long nanos) {
    world.oracle().failing(node);
    node.kill();
    lasts(Fault.KILL, node, nanos);
  }

  /** Returns false if the fault goes on in another way. */
  private boolean repairNode(Fault fault, Node node) {
    switch (fault) {
      case FADE, LEAVE_AND_KILL -> {
        if (fault == Fault.FADE) {
          world.link().loseNext(node.index(), -1, 0);
          world.oracle().soothed();
        }
        ongoing--;
        kill(node, dice().between(100 * Bounds.MILLISECOND, 2 * lifetime(node)));
        return false;
      }
      case KILL, POWER_OFF, LEAVE -> {
        world.oracle().able(node);
        node.start();
      }
      case FREEZE -> {
        world.oracle().resumed(node);
        node.thaw();
      }
      case UNPLUG -> {
        world.oracle().able(node);
        node.carrier(true);
        world.oracle().holds(node, false);
      }
      case LOCK -> {
        world.oracle().soothed();
        world.oracle().able(node);
      }
      case DRAIN, CHECK -> node.command(new Event.StandingChanged(Standing.GOOD));
      case MUTE -> {
        node.mute(false);
        world.oracle().soothed();
        world.oracle().audible(node);
      }
      default -> {
        world.link().loseNext(node.index(), -1, 0);
        world.oracle().soothed();
      }
    }
    busy[node.index()] = false;
    return true;
  }

  private @Nullable Node target(Fault fault) {
    Predicate<Node> free = node -> !busy[node.index()] && node.running() && node.linked();
    if (fault == Fault.DELETE) {
      return any(free.and(Node::holds));
    }
    Node active = dice().chance(HITS_ACTIVE_PERMILLE) ? any(free.and(Node::active)) : null;
    return active != null ? active : any(free);
  }

  private @Nullable Node any(Predicate<Node> wanted) {
    int first = dice().below(busy.length);
    for (int i = 0; i < busy.length; i++) {
      Node node = world.node((first + i) % busy.length);
      if (wanted.test(node)) {
        return node;
      }
    }
    return null;
  }

  private static long interval(Node node) {
    return node.configuration().advertisementIntervalMilliseconds() * Bounds.MILLISECOND;
  }

  private static long lifetime(Node node) {
    return Bounds.lifetime(interval(node), node.configuration().ipv6()) + Bounds.KERNEL_TAIL;
  }

  /** Shorter and longer than what others wait, and than what the kernel waits. */
  private long pause(Node node) {
    return switch (dice().below(4)) {
      case 0 -> dice().between(Bounds.MILLISECOND, 200 * Bounds.MILLISECOND);
      case 1 -> dice().between(interval(node), 3 * interval(node));
      case 2 -> dice().between(3 * interval(node), 5 * interval(node));
      default -> dice().between(lifetime(node) / 2, 2 * lifetime(node));
    };
  }

  private RouterConfiguration change(Node node) {
    RouterConfiguration old = node.configuration();
    int interval = old.advertisementIntervalMilliseconds();
    int priority = old.priority();
    boolean preempt = old.preempt();
    int addresses = old.addresses().size();
    switch (dice().below(6)) {
      case 0 -> preempt = !preempt;
      case 1 -> addresses = 3 - addresses;
      // A preempt delay is judged by one interval for all.
      case 2 ->
          interval =
              settings.preemptDelay() > 0
                  ? interval
                  : Math.clamp(interval / 10L * dice().pick(5, 20), 10, 40_950) / 10 * 10;
      default -> priority = Settings.priority(dice(), node.index());
    }
    longestInterval = Math.max(longestInterval, interval * Bounds.MILLISECOND);
    return Settings.configuration(
        priority, interval, preempt, old.preemptDelaySeconds(), addresses, old.ipv6());
  }

  private void write(Node node, String what) {
    if (world.journal().on()) {
      world.journal().write(world.now(), node.toString(), "** " + what);
    }
  }
}
