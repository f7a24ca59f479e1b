package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** Nodes of one VirtualIP, counted. */
public record NodeCounts(
    @JsonPropertyDescription("Nodes that match nodeSelector or are named in nodes.") int eligible,
    @JsonPropertyDescription("Eligible nodes that are to run a virtual router.") int participating,
    @JsonPropertyDescription("Participating nodes whose agent is Backup or Active.") int ready,
    @JsonPropertyDescription("ready/participating.") @Size(max = 32) String summary) {

  /** Fills in the summary. */
  public static NodeCounts of(int eligible, int participating, int ready) {
    return new NodeCounts(eligible, participating, ready, ready + "/" + participating);
  }
}
