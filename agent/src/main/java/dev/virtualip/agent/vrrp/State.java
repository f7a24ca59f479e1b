package dev.virtualip.agent.vrrp;

/** States of a virtual router (RFC 9568 section 6.3). */
public enum State {
  INITIALIZE,
  BACKUP,
  ACTIVE
}
