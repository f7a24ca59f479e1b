package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One virtual router as one agent runs it. */
public record VirtualRouterStatus(
    @JsonPropertyDescription("VirtualIP and its generation that the agent runs.") @Required
        VirtualIPReference virtualIP,
    @JsonPropertyDescription("Address family of the virtual router.") @Required Family family,
    @JsonProperty("interface")
        @JsonPropertyDescription("Interface that carries the advertisements and the addresses.")
        @Required
        @Size(min = 1, max = Limits.INTERFACE_NAME)
        String interfaceName,
    @JsonPropertyDescription("VRID, 1..255.") @Required int virtualRouterID,
    @JsonPropertyDescription("State of RFC 9568 section 6.3.") @Required VirtualRouterState state,
    @JsonPropertyDescription("Priority that the virtual router advertises, 1..255.") @Required
        int effectivePriority,
    @JsonPropertyDescription("When it entered this state.") @Required Instant since,
    @JsonPropertyDescription("Active routers heard within the last down interval, itself included.")
        @Size(max = 16)
        List<ActiveSource> activeSources,
    @JsonPropertyDescription("Names of the health checks that fail.")
        @Size(max = Limits.HEALTH_CHECKS)
        List<@Size(max = Limits.LABEL) String> failingChecks,
    @JsonPropertyDescription("The last time that it became Active, as measured here.")
        @Nullable RouterTransition lastTransition,
    @JsonPropertyDescription("What troubles it, while it does.") @Size(max = 16)
        List<RouterCondition> conditions,
    @JsonPropertyDescription("Why it can't run or what troubles it, with the cure.")
        @Size(max = 1024)
        @Nullable String message) {

  public VirtualRouterStatus {
    activeSources = Lists.copy(activeSources);
    failingChecks = Lists.copy(failingChecks);
    conditions = Lists.copy(conditions);
  }
}
