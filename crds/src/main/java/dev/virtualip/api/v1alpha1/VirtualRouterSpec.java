package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * One virtual router as one node is to run it: everything is decided, nothing is defaulted.
 *
 * @param virtualIP the VirtualIP it serves
 * @param interfaceName interface that adverts and addresses go on
 * @param virtualRouterID 1..255 (RFC 9568 section 5.2.3)
 * @param priority 1..254, 255 for the address owner (RFC 9568 section 5.2.4)
 * @param advertisementIntervalMilliseconds 10..40950 in steps of 10 (RFC 9568 section 5.2.7)
 * @param preempt whether a Backup takes over from an Active of lower priority
 * @param addresses canonical text, all of {@code family}, in the order of the manifest
 */
public record VirtualRouterSpec(
    VirtualIPReference virtualIP,
    Family family,
    @JsonProperty("interface") String interfaceName,
    int virtualRouterID,
    int priority,
    int advertisementIntervalMilliseconds,
    boolean preempt,
    List<String> addresses) {

  public VirtualRouterSpec {
    addresses = List.copyOf(addresses);
  }
}
