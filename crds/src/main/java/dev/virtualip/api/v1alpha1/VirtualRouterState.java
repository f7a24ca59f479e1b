package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** States of a virtual router (RFC 9568 section 6.3). */
public enum VirtualRouterState {
  @JsonProperty("Initialize")
  INITIALIZE,
  @JsonProperty("Backup")
  BACKUP,
  @JsonProperty("Active")
  ACTIVE
}
