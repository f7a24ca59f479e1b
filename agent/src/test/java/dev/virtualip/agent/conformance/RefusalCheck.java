package dev.virtualip.agent.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A configuration that can't be run.
 *
 * @param names what the refusal must name
 */
record RefusalCheck(RouterSetup router, String names) implements Check {

  RefusalCheck {
    Missing.require(router, "router");
    Missing.require(names, "names");
  }

  @Override
  public void run() {
    Throwable refusal = catchThrowable(() -> RouterSetup.CONVENTIONS.with(router).configuration());
    assertThat(refusal)
        .as("refusal of %s", router)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(names);
  }
}
