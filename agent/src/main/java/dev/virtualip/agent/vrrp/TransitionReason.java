package dev.virtualip.agent.vrrp;

/** Why a virtual router entered a state. */
public enum TransitionReason {
  STARTUP,
  /** No advertisement within the Active_Down_Interval. */
  ACTIVE_DOWN,
  /** The Active advertised priority 0. */
  ACTIVE_LEFT,
  /** Another Active has a higher priority, or the same and a higher address. */
  HIGHER_PRIORITY,
  INTERFACE_DOWN,
  /** Adverts could not be sent for two intervals: nobody knows that we hold the addresses. */
  TRANSMIT_FAILED,
  ADDRESS_REFUSED,
  /** A pause outlasted the kernel lifetime: others have taken over long since. */
  ADDRESSES_EXPIRED,
  /** Somebody keeps removing the addresses. */
  ADDRESSES_REMOVED,
  LEAVE,
  WITHDRAW
}
