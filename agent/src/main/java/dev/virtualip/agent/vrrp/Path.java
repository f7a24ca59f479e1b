package dev.virtualip.agent.vrrp;

/** A way by which adverts travel. */
public enum Path {
  /** To the group (RFC 9568 sections 5.1.1.2 and 5.1.2.2). */
  MULTICAST(
      Counter.MULTICAST_SENT, Counter.MULTICAST_RECEIVED, Counter.MULTICAST_DUPLICATES_RECEIVED),
  /** To the address of one router, which no RFC knows. */
  UNICAST(Counter.UNICAST_SENT, Counter.UNICAST_RECEIVED, Counter.UNICAST_DUPLICATES_RECEIVED);

  private final Counter sent;
  private final Counter received;
  private final Counter duplicates;

  Path(Counter sent, Counter received, Counter duplicates) {
    this.sent = sent;
    this.received = received;
    this.duplicates = duplicates;
  }

  /** Packets that went this way. */
  public Counter sent() {
    return sent;
  }

  /** Valid packets that came this way. */
  public Counter received() {
    return received;
  }

  /** Those of {@link #received} that had come the other way already. */
  public Counter duplicates() {
    return duplicates;
  }

  Path other() {
    return this == MULTICAST ? UNICAST : MULTICAST;
  }
}
