package dev.virtualip.operator.testing;

import dev.virtualip.api.v1alpha1.NodeOverride;
import dev.virtualip.api.v1alpha1.PeerMode;
import dev.virtualip.api.v1alpha1.Peers;
import dev.virtualip.api.v1alpha1.VirtualIP;
import dev.virtualip.api.v1alpha1.VirtualIPSpec;
import dev.virtualip.api.v1alpha1.VirtualIPStatus;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A VirtualIP under construction; what is not said has the default of the API. */
public final class VirtualIPs {

  private final String name;
  private List<String> addresses;
  private String created = "2026-11-01T00:00:00Z";
  private long generation = 1;
  private @Nullable Integer virtualRouterID;
  private @Nullable LabelSelector selector;
  private List<NodeOverride> nodes = List.of();
  private boolean suspend;
  private @Nullable Peers peers;
  private @Nullable Boolean preempt;
  private @Nullable String preferredNode;
  private @Nullable VirtualIPStatus status;

  private VirtualIPs(String name, String... addresses) {
    this.name = name;
    this.addresses = List.of(addresses);
  }

  public static VirtualIPs virtualIP(String name, String... addresses) {
    return new VirtualIPs(name, addresses);
  }

  public VirtualIPs addresses(String... value) {
    addresses = List.of(value);
    return this;
  }

  public VirtualIPs created(String value) {
    created = value;
    return this;
  }

  public VirtualIPs generation(long value) {
    generation = value;
    return this;
  }

  public VirtualIPs virtualRouterID(int value) {
    virtualRouterID = value;
    return this;
  }

  public VirtualIPs selector(LabelSelector value) {
    selector = value;
    return this;
  }

  public VirtualIPs nodes(NodeOverride... value) {
    nodes = List.of(value);
    return this;
  }

  public VirtualIPs preferring(String node) {
    preferredNode = node;
    return this;
  }

  public VirtualIPs preempt(boolean value) {
    preempt = value;
    return this;
  }

  public VirtualIPs peers(PeerMode mode) {
    peers = new Peers(mode, List.of());
    return this;
  }

  public VirtualIPs suspend() {
    suspend = true;
    return this;
  }

  public VirtualIPs status(@Nullable VirtualIPStatus value) {
    status = value;
    return this;
  }

  /** A status in which these claims are stored and nothing else. */
  public VirtualIPs holds(int number, String... held) {
    return status(
        new VirtualIPStatus(
            1, List.of(held), number, 250, null, List.of(), null, null, null, List.of()));
  }

  public VirtualIP build() {
    VirtualIP virtualIP = new VirtualIP();
    virtualIP.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withUid("uid-" + name)
            .withGeneration(generation)
            .withCreationTimestamp(created)
            .withResourceVersion("1")
            .withAnnotations(
                preferredNode == null
                    ? null
                    : Map.of("virtualip.dev/preferred-node", preferredNode))
            .build());
    virtualIP.setSpec(
        new VirtualIPSpec(
            addresses,
            null,
            virtualRouterID,
            null,
            null,
            preempt,
            null,
            selector,
            nodes,
            List.of(),
            peers,
            null,
            null,
            suspend ? true : null));
    virtualIP.setStatus(status);
    return virtualIP;
  }
}
