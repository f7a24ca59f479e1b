package dev.virtualip.operator.plan;

import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPSpec;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
 * @param preferredNode value of the annotation {@link Preference#ANNOTATION}
 * @param heldVirtualRouterID status.virtualRouterID: a claim that counts, because it is stored; of
 *     a status that has none, the number that agents run
 * @param heldAddresses status.addresses
 * @param foreignReported whether a foreign router on this VRID has been reported for long enough to
 *     move away from it
 */
public record DeclaredVirtualIP(
    String name,
    String uid,
    long generation,
    String creationTimestamp,
    VirtualIPSpec spec,
    @Nullable String preferredNode,
    @Nullable Integer heldVirtualRouterID,
    List<String> heldAddresses,
    boolean foreignReported) {

  /** How long a foreign router is reported before the VRID is given up to it, in seconds. */
  static final long FOREIGN_SECONDS = 10;

  public DeclaredVirtualIP {
    heldAddresses = List.copyOf(heldAddresses);
  }

  /**
   * Reads an object that an API server has stored.
   *
   * @param onTheWire the VRID that agents run for it, if any
   */
  public static DeclaredVirtualIP of(
      VirtualIP virtualIP, @Nullable Integer onTheWire, Instant now) {
    VirtualIPStatus status = virtualIP.getStatus();
    return new DeclaredVirtualIP(
        virtualIP.getMetadata().getName(),
        Objects.requireNonNullElse(virtualIP.getMetadata().getUid(), ""),
        Objects.requireNonNullElse(virtualIP.getMetadata().getGeneration(), 0L),
        Objects.requireNonNullElse(virtualIP.getMetadata().getCreationTimestamp(), ""),
        virtualIP.getSpec(),
        preferredNode(virtualIP),
        status == null || status.virtualRouterID() == null ? onTheWire : status.virtualRouterID(),
        status == null ? List.of() : status.addresses(),
        givesUpAt(status).filter(deadline -> !now.isBefore(deadline)).isPresent());
  }

  /**
   * The same, with as much of {@code known} as is equal: what is one object is compared at once,
   * and plans compare a lot.
   */
  public DeclaredVirtualIP sharing(DeclaredVirtualIP known) {
    if (!spec.equals(known.spec)) {
      return this;
    }
    DeclaredVirtualIP shared =
        new DeclaredVirtualIP(
            name,
            uid,
            generation,
            creationTimestamp,
            known.spec,
            preferredNode,
            heldVirtualRouterID,
            heldAddresses,
            foreignReported);
    return shared.equals(known) ? known : shared;
  }

  /** When its VRID is given up to the foreign router that its status reports. */
  public static Optional<Instant> givesUpAt(@Nullable VirtualIPStatus status) {
    return Conditions.find(status, Conditions.FOREIGN_ROUTER)
        .filter(condition -> condition.getStatus().equals("True"))
        .map(Condition::getLastTransitionTime)
        .map(Instant::parse)
        .map(since -> since.plusSeconds(FOREIGN_SECONDS));
  }

  /** The node that the annotation names. */
  public static @Nullable String preferredNode(VirtualIP virtualIP) {
    Map<String, String> annotations = virtualIP.getMetadata().getAnnotations();
    String node = annotations == null ? null : annotations.get(Preference.ANNOTATION);
    return node == null || node.isBlank() ? null : node;
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
