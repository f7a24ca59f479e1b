package dev.virtualip.agent.simulation;

import dev.virtualip.agent.vrrp.Event;
import dev.virtualip.agent.vrrp.RouterConfiguration;
import dev.virtualip.agent.vrrp.Standing;

/** What goes wrong with one node, or is changed there. */
final class NodeFaults {

  private final World world;
  private final int nodes;

  NodeFaults(World world, int nodes) {
    this.world = world;
    this.nodes = nodes;
  }

  private Dice dice() {
    return world.dice();
  }

  /** Returns how long it lasts, 0 if it is over at once. */
  long strike(Fault fault, Node node) {
    long interval = interval(node);
    switch (fault) {
      case KILL -> {
        return kill(node);
      }
      case FADE -> {
        int count = 1 + dice().below(2);
        world.link().loseNext(node.index(), -1, count);
        world.oracle().disturbed();
        return count * interval + dice().between(0, interval);
      }
      case POWER_OFF -> {
        world.oracle().failing(node);
        node.powerOff();
        return dice().between(100 * Bounds.MILLISECOND, 8 * interval);
      }
      case FREEZE -> {
        world.oracle().failing(node);
        node.freeze();
        return pause(node);
      }
      case UNPLUG -> {
        world.oracle().unable(node);
        node.carrier(false);
        world.oracle().holds(node, false);
        return dice().between(10 * Bounds.MILLISECOND, 8 * interval);
      }
      case SOURCE_LOSS -> {
        world.oracle().unable(node);
        node.source(false);
        return dice().between(10 * Bounds.MILLISECOND, 8 * interval);
      }
      case SOURCE_CHANGE -> {
        world.oracle().moved(node);
        node.moveSource();
      }
      case REFUSAL -> {
        world.oracle().unable(node);
        world.oracle().excused(node);
        node.orders().refuse(true);
        node.kernel().remove(0, false);
        return dice().between(10 * Bounds.MILLISECOND, 8 * Bounds.SECOND);
      }
      case LEAVE -> {
        world.oracle().unable(node);
        node.command(new Event.Leave());
        return 2 * Bounds.SECOND + dice().between(0, 4 * interval);
      }
      case LEAVE_AND_KILL -> {
        world.oracle().unable(node);
        node.command(new Event.Leave());
        return dice().between(0, Bounds.planned(interval));
      }
      case REPLACE -> {
        world.oracle().replaced(node);
        node.replace();
      }
      case HAND_OVER -> node.command(new Event.HandOver());
      case DRAIN -> {
        node.command(new Event.StandingChanged(new Standing(0, true)));
        return dice().between(10 * Bounds.MILLISECOND, 12 * interval);
      }
      case CHECK -> {
        int penalty = (int) dice().between(1, 253);
        node.command(new Event.StandingChanged(new Standing(penalty, false)));
        return dice().between(10 * Bounds.MILLISECOND, 12 * interval);
      }
      case LOCK -> {
        long until = world.now() + dice().between(20 * Bounds.MILLISECOND, 2 * lifetime(node));
        world.oracle().locked(node, until);
        world.oracle().disturbed();
        node.orders().lock(until);
        return until - world.now();
      }
      case MUTE -> {
        world.oracle().unable(node);
        world.oracle().disturbed();
        node.mute(true);
        return dice().between(interval / 2, 8 * interval);
      }
      case DELETE -> {
        world.oracle().excused(node);
        node.kernel().remove(0, false);
      }
      case LOSE -> {
        int count = 1 + dice().below(5);
        int receivers = dice().chance(500) ? -1 : 1 << dice().below(nodes);
        world.link().loseNext(node.index(), receivers, count);
        world.oracle().disturbed();
        return (count + 1) * Bounds.slowest(interval);
      }
      default -> node.command(new Event.Configured(change(node)));
    }
    return 0;
  }

  private long kill(Node node) {
    world.oracle().failing(node);
    node.kill();
    return dice().between(100 * Bounds.MILLISECOND, 2 * lifetime(node));
  }

  /** Mends it. Returns 0, or how long it goes on because the node is killed now. */
  long repair(Fault fault, Node node) {
    switch (fault) {
      case FADE, LEAVE_AND_KILL -> {
        if (fault == Fault.FADE) {
          world.link().loseNext(node.index(), -1, 0);
          world.oracle().soothed();
        }
        return kill(node);
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
      case SOURCE_LOSS -> {
        world.oracle().able(node);
        node.source(true);
      }
      case REFUSAL -> {
        node.orders().refuse(false);
        world.oracle().able(node);
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
    return 0;
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
      case 2 -> interval = otherInterval(old);
      default -> priority = Settings.priority(dice(), node.index(), old.version());
    }
    return Settings.configuration(
        old.version(),
        priority,
        interval,
        preempt,
        old.preemptDelaySeconds(),
        addresses,
        old.ipv6());
  }

  /** Up to forty times as long or as short: lifetimes of addresses differ as much. */
  private int otherInterval(RouterConfiguration old) {
    int interval = old.advertisementIntervalMilliseconds();
    // A preempt delay is judged by one interval for all; in version 2 it is another router then.
    if (old.preemptDelaySeconds() > 0 || old.version() == RouterConfiguration.VERSION_2) {
      return interval;
    }
    int factor = dice().pick(2, 4, 10, 40);
    long changed = dice().chance(500) ? (long) interval * factor : interval / factor;
    return Math.clamp(changed, 10, 40_950) / 10 * 10;
  }
}
