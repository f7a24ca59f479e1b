package dev.virtualip.agent.vrrp;

/** Where a virtual router's wishes go. Neither method may call back into the virtual router. */
public interface ActionSink {

  /**
   * Puts an advertisement on the wire before it returns.
   *
   * @return false if it could not be sent: a router that nobody hears must not hold addresses
   */
  boolean transmit(Advertisement advertisement);

  void perform(Action action);
}
