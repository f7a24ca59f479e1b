package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the checksum of a version 3 advertisement over IPv4 covers when it is sent. */
public enum ChecksumMode {
  /** A pseudo-header and the message: the usual reading of RFC 5798 section 5.2.8. */
  @JsonProperty("PseudoHeader")
  PSEUDO_HEADER,
  /** The message alone: RFC 9568 section 5.2.8. */
  @JsonProperty("MessageOnly")
  MESSAGE_ONLY
}
