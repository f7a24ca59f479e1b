package dev.virtualip.agent.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.virtualip.agent.linux.netlink.MacAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which orders are carried out, and in which sequence. */
class OrderQueueTest {

  private static final Holder A = new Holder("a", 2, "eth0", new MacAddress(1));
  private static final Holder B = new Holder("b", 2, "eth0", new MacAddress(1));
  private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.100");
  private static final InetAddress TWO = InetAddress.ofLiteral("192.0.2.101");
  private static final long NOW = 5_000_000_000L;

  private final OrderQueue queue = new OrderQueue();

  @Test
  void ordersGoInTheirSequence() {
    List<Order> orders =
        List.of(
            new Order.Bind(A, List.of(ONE), 2),
            new Order.Announce(A, List.of(ONE)),
            new Order.Renew(A, List.of(ONE), 2, NOW),
            new Order.Release(B, List.of(TWO)));
    orders.forEach(queue::add);
    assertThat(drain()).isEqualTo(orders);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void releaseVoidsWhatStillWaitsForItsAddresses() {
    queue.add(new Order.Bind(A, List.of(ONE, TWO), 2));
    queue.add(new Order.Announce(A, List.of(ONE, TWO)));
    queue.add(new Order.Renew(A, List.of(ONE, TWO), 2, NOW));
    queue.add(new Order.Repeat(A, ONE, false));
    queue.add(new Order.Repeat(A, TWO, false));
    queue.add(new Order.Release(A, List.of(ONE)));
    assertThat(drain())
        .containsExactly(
            new Order.Bind(A, List.of(TWO), 2),
            new Order.Announce(A, List.of(TWO)),
            new Order.Renew(A, List.of(TWO), 2, NOW),
            new Order.Release(A, List.of(ONE)),
            new Order.Repeat(A, TWO, false));
  }

  @Test
  void releaseOfEverythingLeavesOnlyItself() {
    queue.add(new Order.Bind(A, List.of(ONE, TWO), 2));
    queue.add(new Order.Renew(A, List.of(ONE), 2, NOW));
    queue.add(new Order.Release(A, List.of(TWO, ONE)));
    assertThat(drain()).containsExactly(new Order.Release(A, List.of(TWO, ONE)));
  }

  @Test
  void releaseLeavesOtherRoutersAlone() {
    Order.Renew others = new Order.Renew(B, List.of(ONE), 2, NOW);
    queue.add(others);
    queue.add(new Order.Release(A, List.of(ONE)));
    assertThat(drain()).startsWith(others);
  }

  @Test
  void whatComesAfterAReleaseIsNotVoid() {
    queue.add(new Order.Release(A, List.of(ONE)));
    queue.add(new Order.Bind(A, List.of(ONE), 2));
    assertThat(drain()).hasSize(2);
  }

  @Test
  void aNewerRenewalTakesThePlaceOfAnOlderOne() {
    for (int tick = 0; tick < 1000; tick++) {
      queue.add(new Order.Renew(A, List.of(ONE), 1, NOW + tick));
      queue.add(new Order.Renew(B, List.of(TWO), 1, NOW + tick));
    }
    assertThat(drain())
        .containsExactly(
            new Order.Renew(A, List.of(ONE), 1, NOW + 999),
            new Order.Renew(B, List.of(TWO), 1, NOW + 999));
  }

  @Test
  void repeatsWaitBehindEverythingAndKeepTheirPace() {
    queue.add(new Order.Repeat(A, ONE, false));
    queue.add(new Order.Repeat(A, TWO, false));
    queue.add(new Order.Repeat(A, TWO, false));
    Order.Renew renew = new Order.Renew(A, List.of(ONE), 2, NOW);
    queue.add(renew);

    assertThat(queue.nanosUntilDue(NOW)).isZero();
    assertThat(queue.poll(NOW)).contains(renew);
    assertThat(queue.poll(NOW)).contains(new Order.Repeat(A, ONE, false));
    assertThat(queue.poll(NOW)).isEmpty();
    assertThat(queue.nanosUntilDue(NOW + 1)).isEqualTo(OrderQueue.PACE_NANOS - 1);
    assertThat(queue.poll(NOW + OrderQueue.PACE_NANOS - 1)).isEmpty();
    assertThat(queue.poll(NOW + OrderQueue.PACE_NANOS)).contains(new Order.Repeat(A, TWO, false));
    assertThat(queue.isEmpty()).as("the same repeat twice is one").isTrue();
  }

  private List<Order> drain() {
    List<Order> orders = new ArrayList<>();
    long now = NOW;
    while (!queue.isEmpty()) {
      Optional<Order> order = queue.poll(now);
      order.ifPresent(orders::add);
      now += OrderQueue.PACE_NANOS;
    }
    return orders;
  }
}
