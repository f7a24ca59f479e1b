package dev.virtualip.agent.vrrp;

/** States of a virtual router (RFC 9568 section 6.3). */
public enum State {
  INITIALIZE("Initialize"),
  BACKUP("Backup"),
  ACTIVE("Active");

  private final String word;

  State(String word) {
    this.word = word;
  }

  /** The RFC's word for it. */
  @Override
  public String toString() {
    return word;
  }
}
