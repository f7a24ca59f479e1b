package dev.virtualip.operator.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which VirtualIP an address belongs to: to the oldest that asks for it or still holds it. Its age
 * and no race decides, so that the answer is the same after any restart.
 */
final class AddressClaims {

  private final Map<String, String> holders = new HashMap<>();

  /**
   * Settles the claims of all at once.
   *
   * @param virtualIPs in the order in which claims count
   */
  AddressClaims(List<DeclaredVirtualIP> virtualIPs) {
    for (DeclaredVirtualIP virtualIP : virtualIPs) {
      virtualIP.heldAddresses().forEach(held -> holders.putIfAbsent(held, virtualIP.name()));
      virtualIP.spec().addresses().forEach(asked -> holders.putIfAbsent(asked, virtualIP.name()));
    }
  }

  /** Whether some VirtualIP holds or asks for the address. */
  boolean isClaimed(String address) {
    return holders.containsKey(address);
  }

  /** The VirtualIP that an address of {@code virtualIP} belongs to, if it is another one. */
  Optional<String> otherHolder(String virtualIP, String address) {
    return Optional.ofNullable(holders.get(address)).filter(holder -> !holder.equals(virtualIP));
  }
}
