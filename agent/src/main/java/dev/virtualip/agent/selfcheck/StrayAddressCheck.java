package dev.virtualip.agent.selfcheck;

import dev.virtualip.agent.linux.netlink.InterfaceAddress;
import dev.virtualip.agent.loop.VirtualRouterSnapshot;
import dev.virtualip.api.v1alpha1.Family;
import dev.virtualip.api.v1alpha1.RouterCondition;
import dev.virtualip.plan.Addresses;
import java.util.List;

/** Nobody else has put a virtual address somewhere on this machine: it would answer for it. */
final class StrayAddressCheck implements Check {

  static final String TYPE = "AddressAssigned";

  /** Where kube-proxy in IPVS mode puts the addresses of all Services. */
  private static final String KUBE_IPVS = "kube-ipvs0";

  private static final int FOREVER = -1;

  @Override
  public List<RouterCondition> examine(VirtualRouterSnapshot router, Host host) {
    return host.addresses().stream()
        .filter(address -> router.spec().addresses().contains(Addresses.text(address.address())))
        .flatMap(address -> condition(address, router, host).stream())
        .toList();
  }

  private static List<RouterCondition> condition(
      InterfaceAddress found, VirtualRouterSnapshot router, Host host) {
    String where = host.name(found.interfaceIndex());
    String interfaceName = router.spec().interfaceName();
    if (where.equals(interfaceName)) {
      // Before Linux 5.18 there is no mark, but ours never stay for ever.
      boolean theirs = !found.isMarked() && found.validSeconds() == FOREVER;
      return theirs && !Own.isOwner(router) ? List.of(assigned("Static", found, where)) : List.of();
    }
    if (!where.equals(KUBE_IPVS)) {
      return List.of(assigned("OtherInterface", found, where));
    }
    boolean answers =
        router.spec().family() == Family.IPV4 && host.greater(interfaceName, "arp_ignore") == 0;
    return answers
        ? List.of(
            new RouterCondition(
                TYPE,
                "KubeIpvs",
                "%s is on %s as well, where kube-proxy puts it, and arp_ignore is 0, so this node answers ARP for it whoever is Active; run 'sysctl -w net/ipv4/conf/all/arp_ignore=1 net/ipv4/conf/all/arp_announce=2', and to keep it so set ipvs.strictARP: true with kubectl -n kube-system edit configmap kube-proxy"
                    .formatted(Addresses.text(found.address()), where)))
        : List.of();
  }

  private static RouterCondition assigned(String reason, InterfaceAddress found, String where) {
    String cidr = Addresses.text(found.address()) + "/" + found.prefixLength();
    return new RouterCondition(
        TYPE,
        reason,
        "%s is assigned to %s by somebody else, so this node has it whoever is Active; run 'ip address delete %s dev %s' and take it out of the configuration that set it"
            .formatted(cidr, where, cidr, where));
  }
}
