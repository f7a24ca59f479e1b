package dev.virtualip.operator.reconcile;

import dev.virtualip.operator.plan.HolderEvidence;
import dev.virtualip.operator.plan.Inquiry;
import dev.virtualip.operator.plan.Reports;
import dev.virtualip.operator.plan.VirtualIPPlan;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The inquiries that are under way. They are kept in memory only: a restarted operator that finds a
 * contradiction asks once more.
 */
final class Inquiries {

  private final Map<String, Inquiry> open = new ConcurrentHashMap<>();
  private final Map<String, Instant> requests = new ConcurrentHashMap<>();

  /**
   * Goes on with the inquiry of one VirtualIP, or begins or ends it.
   *
   * @param requeueNode called for each node that is to be asked
   */
  synchronized Optional<Inquiry> proceed(
      VirtualIPPlan plan, HolderEvidence evidence, Instant now, Consumer<String> requeueNode) {
    String name = plan.virtualIP().name();
    Optional<Inquiry> inquiry =
        Inquiry.next(
            Optional.ofNullable(open.get(name)),
            plan,
            evidence,
            node -> Optional.ofNullable(requests.get(node)),
            now.truncatedTo(ChronoUnit.MILLIS));
    if (inquiry.isEmpty()) {
      open.remove(name);
    } else {
      if (open.put(name, inquiry.get()) == null) {
        forgetThoseGone(evidence.reports());
      }
      inquiry.get().asked().forEach((node, time) -> ask(node, time, requeueNode));
    }
    return inquiry;
  }

  /** VirtualIPs of which no node says anything any more, and nodes that are not there. */
  private void forgetThoseGone(Reports reports) {
    open.keySet().removeIf(name -> reports.of(name).isEmpty());
    requests.keySet().removeIf(node -> reports.node(node).isEmpty());
  }

  private void ask(String node, Instant time, Consumer<String> requeueNode) {
    Instant before = requests.get(node);
    if (before == null || before.isBefore(time)) {
      requests.put(node, time);
      requeueNode.accept(node);
    }
  }

  /** Of a VirtualIP that is being deleted. */
  void forget(String virtualIP) {
    open.remove(virtualIP);
  }

  /**
   * What a node is to be asked. A question that was answered goes on to stand there: to take it
   * away would be one more write.
   */
  @Nullable String request(String node, @Nullable String present) {
    Instant asked = requests.get(node);
    return asked == null || Inquiry.time(present).filter(it -> !it.isBefore(asked)).isPresent()
        ? present
        : asked.toString();
  }
}
