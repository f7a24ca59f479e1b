package dev.virtualip.agent.simulation;

/** What can go wrong, or be changed. */
enum Fault {
  /** SIGKILL; the process is started again later. */
  KILL,
  /** The last adverts of a node are lost, then it is killed. */
  FADE,
  /** The machine goes off with all that its kernel knew, and on again later. */
  POWER_OFF,
  /** SIGSTOP and SIGCONT, or a long collection. */
  FREEZE,
  /** The interface loses its carrier. */
  UNPLUG,
  /** SIGTERM; started again later. */
  LEAVE,
  /** SIGTERM, and SIGKILL before it has left. */
  LEAVE_AND_KILL,
  /** Another process goes on in the place of one that runs, as in an update. */
  REPLACE,
  /** The Active is asked to let another one have the addresses. */
  HAND_OVER,
  /** The node is drained, and not any more. */
  DRAIN,
  /** A health check fails, and then does not. */
  CHECK,
  /** The interface loses the address that adverts come from, and gets it back. */
  SOURCE_LOSS,
  /** Adverts come from another address from now on, which may decide a tie. */
  SOURCE_CHANGE,
  /** The kernel refuses to bind, and somebody deletes the address meanwhile. */
  REFUSAL,
  /** Something else holds the kernel's lock, for which the address thread waits. */
  LOCK,
  /** The kernel refuses to send. */
  MUTE,
  /** Somebody deletes the address. */
  DELETE,
  /** Another priority, interval, preemption or address list. */
  CONFIGURE,
  /** Some adverts in a row are lost, on the way to one node or to all. */
  LOSE,
  /** Adverts are lost at random. */
  LOSS,
  /** Two groups of nodes don't hear each other. */
  PARTITION,
  /** Some nodes are not heard by some others. */
  ONE_WAY,
  /** Adverts are late, also by more than a whole interval, and overtake each other. */
  DELAY,
  /** Many adverts come twice. */
  DUPLICATION;

  private static final Fault[] VALUES = values();

  /** For an event's argument. */
  @SuppressWarnings("EnumOrdinal") // an event lives no longer than the program
  int number() {
    return ordinal();
  }

  static Fault of(int number) {
    return VALUES[number];
  }

  static Fault any(Dice dice) {
    return VALUES[dice.below(VALUES.length)];
  }

  /** Whether it concerns the link and not one node. */
  boolean isOfLink() {
    return switch (this) {
      case LOSS, PARTITION, ONE_WAY, DELAY, DUPLICATION -> true;
      case KILL, FADE, POWER_OFF, FREEZE, UNPLUG, LEAVE, LEAVE_AND_KILL, REPLACE -> false;
      case HAND_OVER, DRAIN, CHECK, LOCK, MUTE, DELETE, CONFIGURE, LOSE -> false;
      case SOURCE_LOSS, SOURCE_CHANGE, REFUSAL -> false;
    };
  }
}
