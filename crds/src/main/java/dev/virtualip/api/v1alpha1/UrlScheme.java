package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Scheme of a health check over HTTP. */
public enum UrlScheme {
  @JsonProperty("HTTP")
  HTTP,
  @JsonProperty("HTTPS")
  HTTPS
}
