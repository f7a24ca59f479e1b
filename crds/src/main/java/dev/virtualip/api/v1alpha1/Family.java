package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Address family of a virtual router; one VRID may serve both (RFC 9568 section 1). */
public enum Family {
  @JsonProperty("IPv4")
  IPV4,
  @JsonProperty("IPv6")
  IPV6
}
