package dev.virtualip.plan;

import java.nio.charset.StandardCharsets;

/**
 * Rendezvous hashing (Thaler and Ravishankar, "Using name-based mappings to increase hit rates",
 * 1998): each node has a weight for each VirtualIP, and the heaviest is first. A node that joins or
 * leaves changes no order among the others.
 */
public final class Rendezvous {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Rendezvous() {}

  /**
   * The weight of a node for a VirtualIP, as an unsigned number: compare with {@link
   * Long#compareUnsigned}, the heavier first.
   *
   * <p>FNV-1a, 64 bits, over the UTF-8 bytes of the VirtualIP's name, a zero byte and the node's
   * name, then the finalizer of MurmurHash3 (fmix64), because names such as node-1 and node-2 leave
   * FNV's high bits nearly alike. The function is part of the product: machines that are not in a
   * cluster, and releases of different age, must agree on it.
   */
  public static long weight(String virtualIP, String node) {
    long hash = fnv1a(FNV_OFFSET, virtualIP);
    hash *= FNV_PRIME; // the zero byte: no name contains one, so that no two pairs run together
    return mix(fnv1a(hash, node));
  }

  private static long fnv1a(long hash, String text) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash;
  }

  private static long mix(long hash) {
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
