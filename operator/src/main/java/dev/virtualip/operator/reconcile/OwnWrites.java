package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIP;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bridges the moment between a status write and its arrival in the cache, so that the next plan
 * counts the VRID which the last one gave out.
 *
 * <p>A write stands in for the cached object only as long as the cache still has the very version
 * that was there before it, or before an earlier write that it was made upon: resourceVersions are
 * compared for equality and never for order, because they go back when etcd is restored.
 */
final class OwnWrites {

  /**
   * What was stored.
   *
   * @param before the versions that it replaced and that the cache may still have
   */
  private record Write(Set<String> before, VirtualIP stored) {}

  private final Map<String, Write> writes = new ConcurrentHashMap<>();

  void record(VirtualIP before, VirtualIP stored) {
    writes.compute(
        uid(before),
        (_, earlier) -> {
          Set<String> versions = new HashSet<>(Set.of(version(before)));
          if (earlier != null && version(earlier.stored()).equals(version(before))) {
            versions.addAll(earlier.before());
          }
          return new Write(Set.copyOf(versions), stored);
        });
  }

  /** The cached object, or what this operator has made of it since. */
  VirtualIP freshest(VirtualIP cached) {
    Write write = writes.get(uid(cached));
    if (write == null) {
      return cached;
    }
    if (write.before().contains(version(cached))) {
      return write.stored();
    }
    writes.remove(uid(cached), write);
    return cached;
  }

  private static String uid(VirtualIP virtualIP) {
    return Objects.requireNonNullElse(virtualIP.getMetadata().getUid(), "");
  }

  private static String version(VirtualIP virtualIP) {
    return Objects.requireNonNullElse(virtualIP.getMetadata().getResourceVersion(), "");
  }
}
