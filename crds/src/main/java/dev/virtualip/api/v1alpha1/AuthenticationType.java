package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How version 2 advertisements are authenticated. */
public enum AuthenticationType {
  /** Eight octets in clear text (RFC 2338 section 5.3.6): a label, no protection. */
  @JsonProperty("SimplePassword")
  SIMPLE_PASSWORD
}
