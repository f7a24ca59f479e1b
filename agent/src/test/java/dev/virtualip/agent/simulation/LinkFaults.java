package dev.virtualip.agent.simulation;

/** What goes wrong on the link, one thing at a time. */
final class LinkFaults {

  private final World world;
  private final int everyone;
  private boolean busy;

  LinkFaults(World world, int nodes) {
    this.world = world;
    this.everyone = (1 << nodes) - 1;
  }

  /**
   * Returns how long it lasts, or -1 if the link has trouble enough.
   *
   * @param interval the longest advertisement interval, in nanoseconds
   */
  long strike(Fault fault, long interval) {
    if (busy) {
      return -1;
    }
    Dice dice = world.dice();
    Link link = world.link();
    int some = 1 + dice.below(everyone - 1);
    long nanos = dice.between(interval, 8 * interval);
    switch (fault) {
      case LOSS -> link.disturb((int) dice.between(50, 800), 0);
      case DUPLICATION -> link.disturb(0, 500);
      case DELAY -> {
        long most = dice.between(interval / 4, 4 * interval);
        link.delay(most, world.now() + nanos);
        nanos += most;
      }
      case PARTITION -> {
        link.cut(some, everyone & ~some);
        link.cut(everyone & ~some, some);
      }
      default -> link.cut(some, 1 + dice.below(everyone));
    }
    busy = true;
    world.oracle().disturbed();
    if (world.journal().on()) {
      String nodes = Integer.toBinaryString(some);
      world.journal().write(world.now(), "link", "** " + fault + " of " + nodes);
    }
    return nanos;
  }

  void repair() {
    world.link().heal();
    busy = false;
    world.oracle().soothed();
  }
}
