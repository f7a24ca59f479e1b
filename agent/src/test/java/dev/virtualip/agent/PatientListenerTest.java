package dev.virtualip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PatientListenerTest {

  private final AtomicBoolean taken = new AtomicBoolean(true);
  private final AtomicBoolean open = new AtomicBoolean();
  private final List<String> complaints = new ArrayList<>();

  private AutoCloseable port() throws IOException {
    if (taken.get()) {
      throw new IOException("taken");
    }
    open.set(true);
    return () -> open.set(false);
  }

  private PatientListener<AutoCloseable> sometime() throws InterruptedException {
    return PatientListener.sometime(
        this::port, Duration.ZERO, problem -> complaints.add(problem.getMessage()));
  }

  @Test
  void whoIsNotInChargeYetFailsAtOnce() {
    assertThatThrownBy(() -> PatientListener.now(this::port)).hasMessage("taken");
  }

  @Test
  void goesOnWithoutThePortAndOpensItWhenItIsFree() throws Exception {
    AtomicBoolean told = new AtomicBoolean();
    try (var listener = sometime()) {
      listener.whenOpen(() -> told.set(true));
      assertThat(complaints).containsExactly("taken");
      assertThat(listener.listener()).isNull();
      taken.set(false);
      await().until(told::get);
      assertThat(open).isTrue();
    }
    assertThat(open).isFalse();
    assertThat(complaints).hasSize(1);
  }

  @Test
  void nothingIsOpenedAfterTheEnd() throws Exception {
    var listener = sometime();
    listener.close();
    taken.set(false);
    assertThat(listener.listener()).isNull();
    assertThat(open).isFalse();
  }
}
