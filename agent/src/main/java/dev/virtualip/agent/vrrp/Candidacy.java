package dev.virtualip.agent.vrrp;

/**
 * What this router stands for in the election: its configuration under the priority that counts. A
 * drain, a failing check or a fault lowers that one for skew, adverts and comparison alike.
 */
final class Candidacy {

  /** Hears of each change of {@link #own}. */
  interface Listener {
    void changed(RouterConfiguration before, long now);
  }

  /** Adverts can't be sent. */
  final LocalFault transmission = new LocalFault();

  /** The kernel refuses addresses, or somebody keeps removing them. */
  final LocalFault binding = new LocalFault();

  /** There is no address to send from. */
  final LocalFault sourceLoss = new LocalFault();

  /** Somebody else has an address, and this router waits until it is free. */
  final LocalFault occupation = new LocalFault();

  private final Listener listener;
  private RouterConfiguration configured;

  /** What {@link #own} was made of. */
  private RouterConfiguration settled;

  private RouterConfiguration own;
  private Standing standing = Standing.GOOD;
  private boolean handingOver;

  Candidacy(RouterConfiguration configured, Listener listener) {
    this.configured = configured;
    this.settled = configured;
    this.own = configured;
    this.listener = listener;
  }

  /** The configuration, with the effective priority. */
  RouterConfiguration own() {
    return own;
  }

  void configure(RouterConfiguration to, long now) {
    configured = to;
    settle(now);
  }

  void stand(Standing to, long now) {
    standing = to;
    settle(now);
  }

  /** In reserve until a successor is heard. */
  void handOver(long now) {
    handingOver = true;
    settle(now);
  }

  void handedOver(long now) {
    handingOver = false;
    settle(now);
  }

  /** Addresses are refused, or removed again and again. */
  void bindingFails(long now) {
    binding.begins();
    settle(now);
  }

  void sourceLost(long now) {
    sourceLoss.begins();
    settle(now);
  }

  /**
   * It takes part, so nothing is known to be in its way.
   *
   * @param again whether it did before: at first there is nothing that could move to and fro
   */
  void begins(boolean again, long now) {
    binding.ends(own, now);
    if (again) {
      sourceLoss.ends(own, now);
    } else {
      sourceLoss.never();
    }
    settle(now);
  }

  /** After each attempt to send. */
  void transmitted(Transmitter transmitter, long now) {
    if (transmitter.unheard(own, now)) {
      transmission.begins();
    } else if (!transmitter.failing()) {
      transmission.ends(own, now);
    }
    settle(now);
  }

  /** Another router is Active and this one lets it: what it can't send hurts nobody. */
  void follows(long now) {
    transmission.leave(own, now);
    handedOver(now);
  }

  void occupied(boolean occupied, long now) {
    if (occupied) {
      occupation.begins();
    } else {
      occupation.ends(own, now);
    }
    settle(now);
  }

  boolean handingOver() {
    return handingOver;
  }

  /** Whether this node itself is at fault, or was until lately. */
  boolean faulty() {
    return transmission.counts() || binding.counts() || sourceLoss.counts() || occupation.counts();
  }

  /**
   * Whether it was told to hold addresses only for want of a better one, or lowered to where that
   * is so. A fault is no such word: who can't be heard can't hand over.
   */
  boolean inReserve() {
    int lowered = standing.effectivePriority(configured.priority());
    return standing.reserve()
        || handingOver
        || (lowered <= Standing.RESERVE_BAND && lowered < configured.priority());
  }

  /** Whether anybody may preempt it by what it was told, be it just its configured priority. */
  boolean inBand() {
    boolean reserve = standing.reserve() || handingOver;
    return standing.effectivePriority(configured.priority(), reserve) <= Standing.RESERVE_BAND;
  }

  /** Lets faults be over whose time has come. */
  void recover(boolean active, long now) {
    if (transmission.recovery.fire(now) && active) {
      transmission.mended();
    }
    binding.recovery.fire(now);
    sourceLoss.recovery.fire(now);
    occupation.recovery.fire(now);
    settle(now);
  }

  RouterMemory.Candidate memory() {
    return new RouterMemory.Candidate(
        standing,
        handingOver,
        transmission.memory(),
        binding.memory(),
        sourceLoss.memory(),
        occupation.memory());
  }

  void recall(RouterMemory.Candidate memory, long now) {
    standing = memory.standing();
    handingOver = memory.handingOver();
    transmission.recall(memory.transmission());
    binding.recall(memory.binding());
    sourceLoss.recall(memory.sourceLoss());
    occupation.recall(memory.occupation());
    settle(now);
  }

  /** Each packet comes by here, and nearly always finds everything as it was. */
  @SuppressWarnings("ReferenceEquality")
  private void settle(long now) {
    boolean reserve = standing.reserve() || handingOver || faulty();
    int priority = standing.effectivePriority(configured.priority(), reserve);
    if (priority == own.priority() && configured == settled) {
      return;
    }
    RouterConfiguration before = own;
    settled = configured;
    own = configured.withPriority(priority);
    if (!own.equals(before)) {
      listener.changed(before, now);
    }
  }
}
