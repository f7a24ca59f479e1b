package dev.virtualip.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How advertisements reach the other routers, and which of them the cluster does not know. */
public record Peers(
    @JsonPropertyDescription("Multicast, Unicast or Both. Default: Multicast.")
        @Nullable PeerMode mode,
    @JsonPropertyDescription(
            "Addresses of routers outside the cluster that take part; needs Unicast or Both.")
        @JsonSetter(contentNulls = Nulls.FAIL)
        @Size(max = Limits.EXTERNAL_PEERS)
        List<@Size(min = 1, max = Limits.ADDRESS_TEXT) String> external) {

  public Peers {
    external = Lists.copy(external);
  }
}
