package dev.virtualip.operator.reconcile;

import dev.virtualip.api.v1alpha1.VirtualIP;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bridges the moment between a status write and its arrival in the cache, so that the next plan
 * counts the VRID which the last one gave out.
 *
 * <p>A write stands in for the cached object only as long as the cache still has the very version
 * that was there before it: resourceVersions are compared for equality and never for order, because
 * they go back when etcd is restored.
 */
final class OwnWrites {

  private record Write(String versionBefore, VirtualIP stored) {}

  private final Map<String, Write> writes = new ConcurrentHashMap<>();

  void record(VirtualIP before, VirtualIP stored) {
    writes.put(uid(before), new Write(version(before), stored));
  }

  /** The cached object, or what this operator has made of it since. */
  VirtualIP freshest(VirtualIP cached) {
    Write write = writes.get(uid(cached));
    if (write == null) {
      return cached;
    }
    if (write.versionBefore().equals(version(cached))) {
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
