package dev.virtualip.agent.simulation;

/** Kinds of events in the queue, packed into a number together with whom they concern. */
enum Happening {
  /** A packet reaches a socket; the argument is its number. */
  ARRIVAL,
  /** Somebody says that it has the first address; the argument is who. */
  CLAIM,
  /** Somebody asks who has the first address; the argument is who. */
  PROBE,
  /** A timer of the protocol thread fires. */
  TIMER,
  /** The address thread has finished an order; the argument is the incarnation of its process. */
  ORDER_DONE,
  /** A lifetime may be over; the argument is the slot. */
  EXPIRY,
  /** Something goes wrong. */
  FAULT,
  /** What went wrong is over; the argument is the ordinal of the fault. */
  REPAIR;

  private static final Happening[] VALUES = values();
  private static final int KIND_SHIFT = 56;
  private static final int NODE_SHIFT = 48;

  /** The event; {@code argument} has at most 48 bits. */
  @SuppressWarnings("EnumOrdinal") // an event lives no longer than the program
  long event(int node, long argument) {
    return (long) ordinal() << KIND_SHIFT | (long) node << NODE_SHIFT | argument;
  }

  static Happening kind(long event) {
    return VALUES[(int) (event >>> KIND_SHIFT)];
  }

  static int node(long event) {
    return (int) (event >>> NODE_SHIFT) & 0xff;
  }

  static int argument(long event) {
    return (int) event;
  }
}
