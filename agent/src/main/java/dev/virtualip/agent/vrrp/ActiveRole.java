package dev.virtualip.agent.vrrp;

import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an Active does: it advertises, renews its addresses with that, asserts itself against those
 * it outranks, and looks after addresses that vanish (RFC 9568 section 6.4.3).
 */
final class ActiveRole {

  /** Due at once when there is something else to do than to advertise. */
  final Deadline attention = new Deadline();

  private final HeldAddresses addresses;
  private final Transmitter transmitter;
  private final Counters counters;
  private boolean refused;

  ActiveRole(HeldAddresses addresses, Transmitter transmitter, Counters counters) {
    this.addresses = addresses;
    this.transmitter = transmitter;
    this.counters = counters;
  }

  void begin(RouterConfiguration own, long now) {
    refused = false;
    counters.increment(Counter.BECAME_ACTIVE);
    addresses.take(now);
    transmitter.timer.arm(now + own.intervalNanos());
  }

  /**
   * Returns whether this router must give way to the sender. One that can't send gives way to
   * anybody: they may be there because they hear nothing of us.
   */
  boolean received(
      Advertisement advert,
      InetAddress from,
      RouterConfiguration own,
      @Nullable InetAddress source,
      long now) {
    boolean ourselves = from.equals(source);
    if (advert.priority() == Advertisement.PRIORITY_LEAVING) {
      transmitter.advertiseSoon(own, now);
    } else if (loses(advert, from, own, source) || (!ourselves && transmitter.failing())) {
      return true;
    } else if (!ourselves || advert.priority() < own.priority()) {
      // An equal one from our own address would be answered for ever, by each of the two.
      transmitter.advertiseSoon(own, now);
      addresses.announceAgain(now);
    }
    return false;
  }

  private static boolean loses(
      Advertisement advert,
      InetAddress from,
      RouterConfiguration own,
      @Nullable InetAddress source) {
    if (advert.priority() != own.priority()) {
      return advert.priority() > own.priority();
    }
    return source != null && Arrays.compareUnsigned(from.getAddress(), source.getAddress()) > 0;
  }

  void gone(InetAddress address, long now) {
    if (addresses.gone(address)) {
      counters.increment(Counter.ADDRESSES_LOST);
      attention.arm(now);
    }
  }

  void refused(long now) {
    refused = true;
    attention.arm(now);
  }

  /** Does what is due; returns why the role ends, or null if it goes on. */
  @Nullable TransitionReason onDeadline(RouterConfiguration own, long now) {
    if (refused) {
      return TransitionReason.ADDRESS_REFUSED;
    }
    if (addresses.anyMissing()) {
      // The sockets are drained and name no other Active that we would give way to; but if all
      // Backups must have given us up since, we were asleep.
      if (transmitter.givenUp(own, now)) {
        return TransitionReason.ADDRESSES_EXPIRED;
      }
      if (!addresses.restoreMissing(now)) {
        return TransitionReason.ADDRESSES_REMOVED;
      }
    }
    if (transmitter.timer.due(now)) {
      transmitter.advertise(own, now);
      // Also when it was refused: without a rival we are the only one that clients have.
      addresses.advertised(now);
    }
    return null;
  }
}
