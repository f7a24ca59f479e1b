package dev.virtualip.agent.vrrp;

/** What a state machine hands on to another process, and how one goes on from that. */
final class Recollection {

  private Recollection() {}

  static RouterMemory of(StateMachine machine) {
    return new RouterMemory(
        machine.source(),
        machine.start.memory(),
        machine.tenure.memory(),
        machine.backup.timer.memory(),
        machine.backup.delay(),
        machine.transmitter.memory(),
        machine.addresses.memory(),
        machine.reception.memory(),
        machine.candidacy.memory(),
        machine.occupancy.memory(),
        machine.counters.memory());
  }

  static void recall(StateMachine machine, RouterMemory memory, long now) {
    // First: timers are computed from the priority that counts.
    machine.candidacy.recall(memory.candidate(), now);
    machine.sourceIs(memory.source());
    machine.start.recall(memory.startAt());
    machine.tenure.recall(memory.role());
    machine.backup.recall(memory, machine.own());
    machine.transmitter.recall(memory.sending());
    machine.reception.recall(memory.hearing());
    machine.occupancy.recall(memory.occupied());
    machine.counters.recall(memory.counters());
    if (machine.addresses.recall(memory.holding(), now)) {
      machine.active.attention.arm(now);
    }
  }
}
