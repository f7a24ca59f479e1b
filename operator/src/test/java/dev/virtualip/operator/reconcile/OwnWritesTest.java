package dev.virtualip.operator.reconcile;

import static dev.virtualip.operator.testing.VirtualIPs.virtualIP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.api.v1alpha1.VirtualIP;
import org.junit.jupiter.api.Test;

class OwnWritesTest {

  private final OwnWrites writes = new OwnWrites();

  @Test
  void whatWasStoredStandsInUntilTheCacheShowsIt() {
    writes.record(version("7"), version("8"));
    assertThat(shown("7")).isEqualTo("8");
    assertThat(shown("8")).isEqualTo("8");
    assertThat(shown("7")).as("an etcd that was restored").isEqualTo("7");
  }

  @Test
  void ofTwoWritesBeforeTheCacheShowsOneTheLastStandsIn() {
    writes.record(version("7"), version("8"));
    writes.record(version("8"), version("9"));
    assertThat(shown("7")).isEqualTo("9");
    assertThat(shown("8")).isEqualTo("9");
    assertThat(shown("9")).isEqualTo("9");
  }

  @Test
  void whatSomebodyElseHasWrittenSinceIsWhatTheCacheShows() {
    writes.record(version("7"), version("8"));
    assertThat(shown("10")).isEqualTo("10");
    writes.record(version("10"), version("11"));
    assertThat(shown("7")).isEqualTo("7");
  }

  private String shown(String cached) {
    return writes.freshest(version(cached)).getMetadata().getResourceVersion();
  }

  private static VirtualIP version(String resourceVersion) {
    VirtualIP virtualIP = virtualIP("web", "192.0.2.240").build();
    virtualIP.getMetadata().setResourceVersion(resourceVersion);
    return virtualIP;
  }
}
