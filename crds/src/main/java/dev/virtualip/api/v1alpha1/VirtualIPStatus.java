package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What agents hear on the network, summed up by the operator.
 *
 * <p>{@code observedGeneration} is -1 until the operator has visited the object (the schema's
 * default), so that kstatus never takes a fresh object for a finished one.
 */
public record VirtualIPStatus(
    @JsonPropertyDescription("metadata.generation that this status answers; -1 before the first.")
        long observedGeneration,
    @JsonPropertyDescription("Addresses that the virtual routers were given.")
        @Size(max = Limits.ADDRESSES)
        List<@Size(max = Limits.ADDRESS_TEXT) String> addresses,
    @JsonPropertyDescription("VRRP virtual router identifier in use, given or allocated.")
        @Nullable Integer virtualRouterID,
    @JsonPropertyDescription("Time between two VRRP advertisements in use, in milliseconds.")
        @Nullable Integer advertisementIntervalMilliseconds,
    @JsonPropertyDescription("Node that holds the addresses, when all families agree.")
        @Size(max = Limits.NODE_NAME)
        @Nullable String activeNode,
    @JsonPropertyDescription("Holder of each address family: one election each.") @Size(max = 2)
        List<FamilyStatus> families,
    @JsonPropertyDescription("How many nodes can hold the addresses.") @Nullable NodeCounts nodes,
    @JsonPropertyDescription("The last move of the addresses.") @Nullable Transition lastTransition,
    @JsonPropertyDescription("How often the addresses have moved.") @Nullable Integer transitions,
    @JsonPropertyDescription(
            "Accepted: valid against the cluster. Programmed: every participating agent runs this"
                + " generation. Ready: exactly one holder is heard for each family.")
        @Size(max = 16)
        List<Condition> conditions) {

  public VirtualIPStatus {
    addresses = Lists.copy(addresses);
    families = Lists.copy(families);
    conditions = Lists.copy(conditions);
  }
}
