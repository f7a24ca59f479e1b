package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPSpec;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A VirtualIP reduced to what planning depends on: its spec, and those parts of its status that are
 * claims which earlier plans have granted.
 *
 * @param name metadata.name
 * @param uid metadata.uid
 * @param generation metadata.generation
 * @param creationTimestamp metadata.creationTimestamp as the API server wrote it (RFC 3339, UTC,
 *     whole seconds), so that its text sorts as its time
 * @param spec as the user wrote it
 * @param heldVirtualRouterID status.virtualRouterID: a claim that counts, because it is stored
 * @param heldAddresses status.addresses
 */
public record DeclaredVirtualIP(
    String name,
    String uid,
    long generation,
    String creationTimestamp,
    VirtualIPSpec spec,
    @Nullable Integer heldVirtualRouterID,
    List<String> heldAddresses) {

  public DeclaredVirtualIP {
    heldAddresses = List.copyOf(heldAddresses);
  }

  /** Reads an object that an API server has stored. */
  public static DeclaredVirtualIP of(VirtualIP virtualIP) {
    VirtualIPStatus status = virtualIP.getStatus();
    return new DeclaredVirtualIP(
        virtualIP.getMetadata().getName(),
        Objects.requireNonNullElse(virtualIP.getMetadata().getUid(), ""),
        Objects.requireNonNullElse(virtualIP.getMetadata().getGeneration(), 0L),
        Objects.requireNonNullElse(virtualIP.getMetadata().getCreationTimestamp(), ""),
        virtualIP.getSpec(),
        status == null ? null : status.virtualRouterID(),
        status == null ? List.of() : status.addresses());
  }

  /** The families of its addresses: one election each. */
  Set<Family> families() {
    return spec.addresses().stream()
        .map(address -> address.indexOf(':') < 0 ? Family.IPV4 : Family.IPV6)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Family.class)));
  }

  boolean suspended() {
    return Boolean.TRUE.equals(spec.suspend());
  }

  /** The object that the planner of one node reads, as if it were not suspended. */
  VirtualIP unsuspended() {
    VirtualIP virtualIP = new VirtualIP();
    virtualIP.setMetadata(
        new ObjectMetaBuilder().withName(name).withUid(uid).withGeneration(generation).build());
    virtualIP.setSpec(spec.withSuspend(false));
    return virtualIP;
  }
}
