package dev.virtualip.agent.vrrp;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Why a virtual router entered a state. */
public enum TransitionReason {
  STARTUP,
  /** No advertisement within the Active_Down_Interval. */
  ACTIVE_DOWN,
  /** The Active advertised priority 0. */
  ACTIVE_LEFT,
  /** Another Active has a higher priority, or the same and a higher address. */
  HIGHER_PRIORITY,
  /** Nobody took over from an Active that offered it. */
  NO_SUCCESSOR,
  /** It is drained or a check fails: others are asked to take over. */
  RESERVE,
  /** It was told to hand over. */
  HAND_OVER,
  INTERFACE_DOWN,
  /** The interface has no address to send from any more. */
  SOURCE_LOST,
  /** Adverts can't be sent, and another Active is heard. */
  TRANSMIT_FAILED,
  ADDRESS_REFUSED,
  /** A pause outlasted the kernel lifetime: others have taken over long since. */
  ADDRESSES_EXPIRED,
  /** Somebody keeps removing the addresses. */
  ADDRESSES_REMOVED,
  LEAVE,
  WITHDRAW;

  /** As the API writes reasons, such as ActiveDown. */
  public String word() {
    return Arrays.stream(name().split("_"))
        .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
