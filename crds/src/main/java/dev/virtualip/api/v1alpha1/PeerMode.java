package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How advertisements reach the other routers. */
public enum PeerMode {
  /** To the group 224.0.0.18 or ff02::12 (RFC 9568 sections 5.1.1.2 and 5.1.2.2). */
  @JsonProperty("Multicast")
  MULTICAST,
  /** To each router by its address. */
  @JsonProperty("Unicast")
  UNICAST,
  /** Both ways, so that one may fail. */
  @JsonProperty("Both")
  BOTH
}
