package dev.virtualip.agent.simulation;

import dev.virtualip.agent.vrrp.Event;

/** One schedule, from its seed to its end. */
final class World {

  private static final long STUCK_NANOS = 100_000 * Bounds.SECOND;

  private final Settings settings;
  private final Dice dice;
  private final Mutation mutation;
  private final Journal journal;
  private final Tally tally;
  private final EventQueue queue = new EventQueue();
  private final Node[] nodes;
  private final Link link;
  private final Faults faults;
  private final Oracle oracle;
  private long now;
  private int deliveries;

  /**
   * @param mutation an error to be found
   */
  World(long seed, Mutation mutation, Journal journal, Tally tally) {
    this.dice = new Dice(seed);
    this.settings = Settings.of(dice);
    this.mutation = mutation;
    this.journal = journal;
    this.tally = tally;
    this.nodes = new Node[settings.routers().size()];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = new Node(this, settings, i);
    }
    this.link = new Link(this, settings);
    this.faults = new Faults(this, settings);
    this.oracle = new Oracle(this, settings, nodes);
  }

  long now() {
    return now;
  }

  Dice dice() {
    return dice;
  }

  Mutation mutation() {
    return mutation;
  }

  Journal journal() {
    return journal;
  }

  Tally tally() {
    return tally;
  }

  Node node(int index) {
    return nodes[index];
  }

  Link link() {
    return link;
  }

  Oracle oracle() {
    return oracle;
  }

  void at(long time, Happening happening, int node, int argument) {
    queue.add(time, happening.event(node, argument));
  }

  /** Runs the schedule; throws a {@link Violation} as soon as a promise is broken. */
  void run() {
    describe();
    for (Node node : nodes) {
      oracle.able(node);
      node.start();
    }
    faults.begin();
    while (now < faults.overAt() || deliveries < settings.deliveries()) {
      now = queue.time();
      happen(queue.poll());
      if (now > STUCK_NANOS) {
        throw new IllegalStateException("the schedule does not end: " + settings);
      }
    }
    oracle.end();
    tally.schedule(settings, deliveries);
  }

  private void happen(long event) {
    int argument = Happening.argument(event);
    Node node = nodes[Happening.node(event)];
    switch (Happening.kind(event)) {
      case ARRIVAL -> arrive(node, argument);
      case CLAIM -> claim(node, argument);
      case PROBE -> {
        // The kernel answers, whatever became of the process.
        if (node.holds()) {
          link.tell(node, argument);
        }
      }
      case TIMER -> node.timer(now);
      case ORDER_DONE -> node.orders().done(argument);
      case EXPIRY -> node.kernel().expire(argument);
      case FAULT -> faults.strike();
      case REPAIR -> faults.repair(Fault.of(argument), node);
    }
  }

  private void arrive(Node node, int number) {
    if (node.running() && node.hears()) {
      deliveries++;
      if (journal.on()) {
        String what = "priority " + link.advert(number).advertisement().priority();
        journal.write(now, node.toString(), "hears " + what + " of node" + link.sender(number));
      }
      oracle.arrived(node, link.sender(number), link.advert(number));
      node.arrive(link.advert(number));
    }
  }

  /** Who is frozen would hear of it later; that it does not is as if the frame was lost. */
  private void claim(Node node, int claimant) {
    if (node.running() && node.hears() && !node.frozen()) {
      if (journal.on()) {
        journal.write(now, node.toString(), "hears that node" + claimant + " has the address");
      }
      oracle.claimed(node);
      node.command(
          new Event.AnnouncedElsewhere(
              node.configuration().addresses().getFirst(), "02:00:00:00:00:0" + claimant));
    }
  }

  private void describe() {
    if (journal.on()) {
      for (Node node : nodes) {
        journal.write(now, node.toString(), node.source() + " " + node.configuration());
      }
    }
  }
}
