package dev.virtualip.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** epoll, eventfd and timerfd together, as the protocol thread uses them; needs no rights. */
class EventLoopTest {

  private static final int LIMIT_MILLISECONDS = 10_000;

  @Test
  void aSignalWakesTheWaitingThreadUntilDrained() throws Exception {
    try (Epoll epoll = Epoll.open();
        EventFd wakeUp = EventFd.open()) {
      epoll.add(wakeUp, 7);
      assertThat(epoll.await(0)).isZero();

      Thread.ofPlatform().start(() -> signal(wakeUp));

      assertThat(epoll.await(LIMIT_MILLISECONDS)).isEqualTo(1);
      assertThat(epoll.token(0)).isEqualTo(7);
      wakeUp.drain();
      assertThat(epoll.await(0)).isZero();
    }
  }

  @Test
  void tokensTellManySourcesApart() throws Exception {
    try (Epoll epoll = Epoll.open();
        EventFd first = EventFd.open();
        EventFd second = EventFd.open()) {
      epoll.add(first, Long.MAX_VALUE);
      epoll.add(second, -2);
      first.signal();
      second.signal();
      assertThat(epoll.await(LIMIT_MILLISECONDS)).isEqualTo(2);
      assertThat(new long[] {epoll.token(0), epoll.token(1)})
          .containsExactlyInAnyOrder(Long.MAX_VALUE, -2);

      epoll.remove(first);
      assertThat(epoll.await(LIMIT_MILLISECONDS)).isEqualTo(1);
      assertThat(epoll.token(0)).isEqualTo(-2);
    }
  }

  @Test
  void theTimerFiresNotBeforeItsDeadline() throws Exception {
    try (Epoll epoll = Epoll.open();
        TimerFd timer = TimerFd.open()) {
      epoll.add(timer, 1);
      long deadline = BootClock.nanos() + Duration.ofMillis(30).toNanos();
      timer.arm(deadline);
      while (epoll.await(LIMIT_MILLISECONDS) == 0) {
        assertThat(BootClock.nanos() - deadline).isLessThan(Duration.ofSeconds(10).toNanos());
      }
      assertThat(BootClock.nanos()).isGreaterThanOrEqualTo(deadline);
      timer.drain();
      assertThat(epoll.await(0)).isZero();
    }
  }

  @Test
  void aDeadlineInThePastFiresAtOnce() throws Exception {
    try (Epoll epoll = Epoll.open();
        TimerFd timer = TimerFd.open()) {
      epoll.add(timer, 1);
      timer.arm(-5);
      assertThat(epoll.await(LIMIT_MILLISECONDS)).isEqualTo(1);
      timer.arm(BootClock.nanos() + Duration.ofHours(1).toNanos());
      assertThat(epoll.await(0)).as("a new deadline replaces the old one").isZero();
      timer.arm(0);
      timer.disarm();
      assertThat(epoll.await(0)).isZero();
    }
  }

  @Test
  void aSignalAfterCloseDoesNothing() throws Exception {
    EventFd wakeUp = EventFd.open();
    wakeUp.close();
    wakeUp.close();
    wakeUp.signal();
  }

  @Test
  void aFailureSaysWhatWasTriedAndWhy() throws Exception {
    try (Epoll epoll = Epoll.open();
        EventFd wakeUp = EventFd.open()) {
      epoll.add(wakeUp, 1);
      assertThatThrownBy(() -> epoll.add(wakeUp, 2))
          .isInstanceOf(ErrnoException.class)
          .hasMessage("watch a descriptor: epoll_ctl(ADD): EEXIST (exists already)");
    }
  }

  private static void signal(EventFd wakeUp) {
    try {
      wakeUp.signal();
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
  }
}
